package io.originwall.agent.daemon;

import static org.awaitility.Awaitility.await;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.sync.ForwardingTarget;
import io.originwall.agent.sync.SyncService;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One target on the real schedule, with clocks for its pauses that stand still until the test moves them. */
class TargetWorkerTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("104.16.0.0/13"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final AtomicLong processorTime = new AtomicLong();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<Runnable> duringTheNextLook = new AtomicReference<>(() -> {});
    private final InMemoryTarget target = new InMemoryTarget("host");
    private final Schedule schedule = new Schedule();
    private final TargetWorker worker;

    TargetWorkerTest(@TempDir Path directory) {
        ForwardingTarget observed = new ForwardingTarget(target) {
            @Override
            public Plan plan(Guard wanted) throws TargetException {
                Plan plan = super.plan(wanted);
                duringTheNextLook.getAndSet(() -> {}).run();
                return plan;
            }
        };
        worker = new TargetWorker(
                observed,
                "memory",
                "job",
                Duration.ofHours(1),
                Optional.empty(),
                Optional.empty(),
                new ReconcileInterval(processorTime::get, clock::get),
                around(new StateDirectory(directory)));
    }

    private WorkerContext around(StateDirectory state) {
        Consumer<Event> nobody = event -> {};
        BootFileUpdater boot = new BootFileUpdater(new BootFiles(state), Runnable::run, problem -> {});
        return new WorkerContext(
                schedule,
                nobody,
                Clock.systemUTC(),
                new SyncService(Clock.systemUTC(), nobody, boot),
                boot,
                new GuardRemovals(new DirectoryStore(state)));
    }

    @AfterEach
    void end() {
        worker.retire();
        schedule.close();
    }

    private void awaitGuard() {
        await().until(() -> target.enforced().guard().equals(GUARD));
    }

    /** The look was asked for by somebody else; what the watch tells during it has to wait for the end of a pause that ends within it. */
    @Test
    void whatTheWatchTellsAtTheVeryEndOfAPauseIsLookedAt() {
        worker.want(GUARD, Duration.ofHours(1), Cause.START);
        awaitGuard();
        // Three seconds of a processor, of which two are covered: a pause of five.
        duringTheNextLook.set(() -> {
            processorTime.addAndGet(Duration.ofSeconds(3).toNanos());
            clock.addAndGet(Duration.ofSeconds(3).toNanos());
        });
        target.driftTo(Guard.none());
        awaitGuard();
        await().until(() -> worker.busyFor().isZero());

        duringTheNextLook.set(() -> {
            target.driftTo(Guard.none());
            clock.addAndGet(Duration.ofSeconds(6).toNanos());
        });
        worker.ask(Cause.REQUEST);

        await().until(() -> clock.get() == Duration.ofSeconds(9).toNanos());
        awaitGuard();
    }
}
