package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.monitor.PidNamespace;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With a watch on, a plan need not read what the watch vouches for; everything else it reads. In a container of its own PID namespace no
 * watch vouches.
 */
class WatchedPlanTest {
    private static final Guard ONE = guard("103.21.244.0/22");
    private static final Guard OTHER = guard("104.16.0.0/13");

    private final NetLab lab = NetLab.open();
    private final AtomicInteger reads = new AtomicInteger();
    private final Semaphore drifts = new Semaphore(0);
    private final NftablesTarget target;

    WatchedPlanTest() throws Exception {
        target = new NftablesTarget("host", new NftablesProvider().defaults(), new CountingRunner());
    }

    @BeforeEach
    void guard() throws Exception {
        target.plan(ONE).apply();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void sparesTheReadBeforeAWriteAndNoOther() throws Exception {
        try (DriftWatch watch = watch()) {
            assertThat(readsOf(OTHER))
                    .as("it differs from what is remembered: the script is the same anyway")
                    .isEqualTo(PidNamespace.isInitial() ? 0 : 1);
            assertThat(readsOf(ONE))
                    .as("nothing to do: that takes the kernel's word")
                    .isOne();
            target.plan(OTHER).apply();
            assertThat(readsOf(OTHER)).as("a verification reads").isOne();
        }
        assertThat(readsOf(ONE)).as("the watch is closed").isOne();
    }

    @Test
    void readsAgainAfterSomebodyElseWrote() throws Exception {
        try (DriftWatch watch = watch()) {
            lab.nft("add element inet originwall allow4_1 { 198.51.100.0/24 }\n");
            assertThat(drifts.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

            assertThat(readsOf(OTHER)).isOne();
            assertThat(target.plan(OTHER).changes()).map(Object::toString).contains("- 198.51.100.0/24");
        }
    }

    @Test
    void neverRemembersPortsThatOpenByThemselves() throws Exception {
        target.plan(Guard.none()).apply();
        target.plan(ONE.onTrial(Duration.ofMinutes(5))).apply();
        try (DriftWatch watch = watch()) {
            assertThat(readsOf(OTHER)).isOne();
        }
    }

    @Test
    void remembersNothingWithoutAWatch() throws Exception {
        target.plan(ONE);

        assertThat(readsOf(OTHER)).isOne();
    }

    /** A watch that has heard its first transaction, and a plan that was read under it. */
    private DriftWatch watch() throws Exception {
        DriftWatch watch = target.watch(drifts::release);
        for (int i = 0; i < 600 && !drifts.tryAcquire(50, TimeUnit.MILLISECONDS); i++) {
            lab.nft("add chain inet originwall foreign\ndelete chain inet originwall foreign\n");
        }
        Thread.sleep(Duration.ofSeconds(1).toMillis());
        drifts.drainPermits();
        target.plan(ONE);
        return watch;
    }

    private int readsOf(Guard guard) throws Exception {
        int before = reads.get();
        target.plan(guard);
        return reads.get() - before;
    }

    private static Guard guard(String block) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(List.of(Cidr.parse(block))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** Counts how often the table is listed. */
    private final class CountingRunner extends PassingRunner {
        CountingRunner() {
            super(lab.runner());
        }

        @Override
        public CommandResult run(Command command) throws CommandException {
            if (command.toString().startsWith("nft -nn list table")) {
                reads.incrementAndGet();
            }
            return super.run(command);
        }
    }
}
