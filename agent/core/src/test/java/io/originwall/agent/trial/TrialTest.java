package io.originwall.agent.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.SyncService;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Guard OLD = guard("80/tcp", "103.21.244.0/22");
    private static final Guard NEW = guard("443/tcp", "104.16.0.0/13");

    @TempDir
    Path directory;

    private final InMemoryTarget target = new InMemoryTarget("host");
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void putsTheOldGuardBackWhenNobodyConfirms() throws Exception {
        target.plan(OLD).apply();
        Trial trial = prepared(SHORT);

        trial.start();
        assertThat(target.enforced().guard().confirmed()).isEqualTo(NEW);
        assertThat(trial.awaitConfirmation()).isFalse();
        trial.undo();

        assertThat(target.enforced().guard()).isEqualTo(OLD);
        assertThat(seen).containsExactly("request: host changed, [443/tcp] on trial", "undo: host changed, [80/tcp]");
    }

    @Test
    void leavesNothingWhereThereWasNothing() throws Exception {
        Trial trial = prepared(SHORT);

        trial.start();
        trial.undo();

        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
    }

    @Test
    void aPermanentPortOutlivesTheUndoOfTheTrialAfterAKilledOne() throws Exception {
        target.plan(OLD).apply();
        // A trial that was killed: its port is still armed when the next one begins.
        Guard both = new Guard(
                List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
                OLD.allow(),
                OLD.mode(),
                OLD.denyWith());
        target.plan(both.onTrial(LONG)).apply();
        Trial trial = prepared(SHORT);

        trial.start();
        trial.undo();

        assertThat(target.enforced().guard().ports()).isEqualTo(OLD.ports());
    }

    @Test
    void triesTheUndoAgainWhenItFails() throws Exception {
        Trial trial = prepared(SHORT);
        trial.start();
        target.failApplies("interrupted");

        trial.undo();

        assertThat(trial.state()).isNotEqualTo(TrialState.UNDONE);
        assertThat(target.calls().stream().filter("apply"::equals).count())
                .as("one to start, three to undo")
                .isEqualTo(4);
    }

    @Test
    void armsTheTargetsOwnUndo() throws Exception {
        prepared(LONG).start();

        assertThat(target.enforced().guard().trial()).isPresent();
    }

    @Test
    void staysAfterAConfirmationFromAnotherProcess() throws Exception {
        try (StateLock held = StateLock.take(new StateDirectory(directory), "trial")) {
            Trial trial = prepared(LONG);
            trial.start();
            CompletableFuture<Boolean> confirmed = CompletableFuture.supplyAsync(this::confirm);

            assertThat(trial.awaitConfirmation()).isTrue();
            trial.keep();

            assertThat(confirmed.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(target.enforced().guard()).isEqualTo(NEW);
            assertThat(trial.undo()).as("nothing is undone after it was kept").isEmpty();
            assertThat(target.enforced().guard()).isEqualTo(NEW);
        }
    }

    @Test
    void aConfirmationThatComesTooLateIsToldSo() throws Exception {
        try (StateLock held = StateLock.take(new StateDirectory(directory), "trial")) {
            Trial trial = prepared(LONG);
            trial.start();
            trial.undo();

            assertThatThrownBy(() -> new Confirmation(new StateDirectory(directory), SHORT).confirm())
                    .isInstanceOf(StateException.class)
                    .hasMessageStartingWith("no trial is running");
        }
    }

    @Test
    void aTrialThatDoesNotAnswerIsReported() throws Exception {
        try (StateLock held = StateLock.take(new StateDirectory(directory), "trial")) {
            prepared(LONG).start();

            assertThatThrownBy(() -> new Confirmation(new StateDirectory(directory), SHORT).confirm())
                    .hasMessage("the trial does not answer: look at originwall status");
        }
    }

    @Test
    void aTrialThatWasKilledCannotBeConfirmed() throws Exception {
        // It wrote that it runs, and its lock went with it.
        prepared(LONG).start();

        assertThatThrownBy(() -> new Confirmation(new StateDirectory(directory), SHORT).confirm())
                .hasMessageStartingWith("no trial is running");
    }

    @Test
    void anotherCommandThatHoldsTheLockIsNoTrial() throws Exception {
        prepared(LONG).start();
        try (StateLock held = StateLock.take(new StateDirectory(directory), "sync")) {
            assertThatThrownBy(() -> new Confirmation(new StateDirectory(directory), SHORT).confirm())
                    .hasMessageStartingWith("no trial is running");
        }
    }

    @Test
    void whereADaemonHoldsTheLockItIsTheOneToAsk() throws Exception {
        try (StateLock held = StateLock.take(new StateDirectory(directory), "run")) {
            assertThatThrownBy(() -> new Confirmation(new StateDirectory(directory), SHORT).confirm())
                    .isInstanceOf(StateLock.HeldException.class);
        }
    }

    @Test
    void aFailedStartPutsEveryTargetBack() throws Exception {
        InMemoryTarget sick = new InMemoryTarget("sick");
        sick.failApplies("no room");
        Trial trial = Trial.prepare(
                new StateDirectory(directory),
                LONG,
                List.of(new GuardedTarget(target, "memory", NEW), new GuardedTarget(sick, "memory", NEW)),
                service());

        assertThat(trial.start()).anyMatch(TargetReport::failed);

        assertThat(trial.isOver()).isTrue();
        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
        assertThat(seen)
                .contains(
                        "request: host changed, [443/tcp] on trial",
                        "request: sick failed, [443/tcp] on trial",
                        "undo: host changed, []");
    }

    private boolean confirm() {
        try {
            new Confirmation(new StateDirectory(directory), Duration.ofSeconds(30)).confirm();
            return true;
        } catch (StateException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Trial prepared(Duration time) throws Exception {
        return Trial.prepare(
                new StateDirectory(directory), time, List.of(new GuardedTarget(target, "memory", NEW)), service());
    }

    private SyncService service() {
        StateDirectory state = new StateDirectory(directory);
        return new SyncService(
                Clock.systemUTC(), this::see, new BootFileUpdater(new BootFiles(state), Runnable::run, seen::add));
    }

    private void see(Event event) {
        if (event instanceof Event.Synced synced) {
            seen.add(synced.cause() + ": " + synced.report().name() + " "
                    + synced.report().result() + ", " + synced.wanted().ports()
                    + synced.wanted().trial().map(time -> " on trial").orElse(""));
        }
    }

    private static Guard guard(String port, String block) {
        return new Guard(
                List.of(PortRange.parse(port)),
                AddressSet.ofBlocks(List.of(Cidr.parse(block))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }
}
