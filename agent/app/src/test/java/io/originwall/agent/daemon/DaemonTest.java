package io.originwall.agent.daemon;

import static io.originwall.agent.daemon.DaemonLab.BLOCK;
import static io.originwall.agent.daemon.DaemonLab.OTHER_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.Event.Synced;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.StateDirectory;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private final DaemonLab lab;

    DaemonTest(@TempDir Path directory) {
        lab = new DaemonLab(directory);
    }

    @AfterEach
    void tearDown() {
        lab.close();
    }

    @Test
    void guardsAtItsStart() throws Exception {
        lab.start();

        lab.awaitGuard("host", BLOCK);
        Synced first = lab.awaitEvent(Synced.class);
        assertThat(first.cause()).isEqualTo(Cause.START);
        assertThat(first.report().result()).isEqualTo(Result.CHANGED);
    }

    @Test
    void guardsByTheLastGoodListBeforeTheSourceHasAnswered() throws Exception {
        lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.close();
        lab.target("host").driftTo(Guard.none());
        lab.unlist();

        lab.start();

        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void leavesTheGuardWhenItEnds() throws Exception {
        lab.start();
        lab.awaitGuard("host", BLOCK);

        lab.close();

        lab.awaitGuard("host", BLOCK);
        assertThat(lab.target("host").calls()).endsWith("close");
    }

    @Test
    void repairsWhatSomebodyElseChangesTheMomentItsWatchTells() throws Exception {
        lab.start();
        lab.awaitGuard("host", BLOCK);

        lab.target("host").driftTo(Guard.none());

        lab.awaitGuard("host", BLOCK);
        Synced repair = lab.awaitEvent(Synced.class, Synced::isRepair);
        assertThat(repair.cause()).isEqualTo(Cause.WATCH);
        assertThat(repair.report().before()).contains(Guard.none());
    }

    @Test
    void whatATargetLeavesOutHidesNoRepairOfTheRestAndNoFight() throws Exception {
        lab.target("host").leaveOut("docker0: no such bridge");
        lab.start();
        lab.awaitGuard("host", BLOCK);

        for (int i = 0; i < 12; i++) {
            lab.target("host").driftTo(Guard.none());
            lab.awaitGuard("host", BLOCK);
        }

        Synced repair = lab.awaitEvent(Synced.class, Synced::isRepair);
        assertThat(repair.cause()).isEqualTo(Cause.WATCH);
        assertThat(repair.report().error()).contains("docker0: no such bridge");
        lab.awaitEvent(Event.Fight.class);
    }

    @Test
    void whatCouldBeDoneAtLastOfWhatWasLeftOutIsNoDrift() throws Exception {
        InMemoryTarget host = lab.target("host");
        host.leaveOut("eu-west-1: no answer");
        lab.start();
        lab.awaitEvent(Synced.class, synced -> synced.report().stands());

        synchronized (host) {
            host.recover();
            host.driftTo(Guard.none());
        }

        Synced first = lab.awaitEvent(Synced.class, synced -> !synced.report().failed());
        assertThat(first.report().changes()).isNotEmpty();
        assertThat(first.isRepair()).isFalse();
    }

    @Test
    void aSignalSyncsAtOnceAndCountsWhatItFindsAsDrift() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.list(BLOCK, OTHER_BLOCK);

        daemon.syncNow();

        lab.awaitGuard("host", BLOCK, OTHER_BLOCK);
        assertThat(lab.awaitEvent(Synced.class, synced -> synced.cause() == Cause.RANGES)
                        .report()
                        .changes())
                .hasToString("[+ " + OTHER_BLOCK + "]");
    }

    @Test
    void aRejectedListChangesNothingAndIsTold() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.unlist();

        daemon.syncNow();

        Event.RangesRejected rejected = lab.awaitEvent(Event.RangesRejected.class);
        assertThat(rejected.reason()).isEqualTo(Rejection.MALFORMED);
        assertThat(rejected.inForce().map(Ranges::state)).contains(Ranges.State.CACHED);
        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void takesTheNextListOnAnOperatorsWordAndNoOther() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.list(BLOCK, "172.64.0.0/13");
        daemon.syncNow();
        assertThat(lab.awaitEvent(Event.RangesRejected.class).reason()).isEqualTo(Rejection.GROWS);

        String digest = lab.awaitEvent(Event.RangesRejected.class)
                .problems()
                .get(0)
                .replaceAll(".*--accept ([0-9a-f]+).*", "$1");
        daemon.operations().sync(List.of("host"), Optional.of(Acceptance.of(digest)), problem -> {});

        lab.awaitGuard("host", BLOCK, "172.64.0.0/13");
        lab.list(BLOCK, "172.64.0.0/13", "112.0.0.0/11");
        daemon.syncNow();
        await().untilAsserted(
                        () -> assertThat(lab.events(Event.RangesRejected.class)).hasSize(2));
        lab.awaitGuard("host", BLOCK, "172.64.0.0/13");
    }

    @Test
    void withoutAnyTrustworthyListNothingIsGuardedAndThatIsSaid() throws Exception {
        lab.unlist();
        Daemon daemon = lab.start();

        assertThat(lab.awaitEvent(Event.RangesRejected.class).inForce()).isEmpty();
        assertThat(daemon.ranges()).isEmpty();
        assertThat(daemon.targets()).allMatch(target -> target.lastReconciled().isEmpty() && !target.isInSync());
        assertThat(lab.target("host").calls()).isEmpty();

        lab.list(BLOCK);
        daemon.syncNow();
        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void aTargetThatFailsIsTriedAgainAndDelaysNoOther() throws Exception {
        lab.config("targets: [{name: host, type: memory}, {name: other, type: memory}]");
        lab.target("host").failApplies("disk on fire");

        lab.start();

        lab.awaitGuard("other", BLOCK);
        lab.awaitEvent(Synced.class, synced -> synced.report().failed() && synced.cause() == Cause.RETRY);
        lab.target("host").recover();
        lab.awaitGuard("host", BLOCK);
        Synced recovery = lab.awaitEvent(
                Synced.class,
                synced -> synced.report().name().equals("host")
                        && !synced.report().failed());
        assertThat(recovery.isRepair()).isFalse();
    }

    @Test
    void whoeverKeepsRemovingTheGuardIsNoticedAndStillRepaired() throws Exception {
        lab.start();
        lab.awaitGuard("host", BLOCK);

        for (int i = 0; i < 10; i++) {
            lab.target("host").driftTo(Guard.none());
            lab.awaitGuard("host", BLOCK);
        }

        Event.Fight fight = lab.awaitEvent(Event.Fight.class);
        assertThat(fight.repairs()).isEqualTo(10);
        assertThat(fight.pause()).isZero();
        lab.target("host").driftTo(Guard.none());
        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void remembersWhatItDidForStatusAndBoot() throws Exception {
        lab.start();
        lab.awaitGuard("host", BLOCK);

        await().untilAsserted(() -> assertThat(
                        new LastChanges(new DirectoryStore(new StateDirectory(lab.stateDirectory()))).of("host"))
                .isPresent());
        await().untilAsserted(() ->
                assertThat(lab.stateDirectory().resolve("last-good.host")).exists());
    }

    @Test
    void tellsHowItStands() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitEvent(Event.RangesFetched.class);
        lab.awaitEvent(Synced.class);

        TargetStatus status = daemon.targets().get(0);
        assertThat(status.isInSync()).isTrue();
        assertThat(status.report().orElseThrow().changes()).isEmpty();
        assertThat(status.enforced().orElseThrow().guard()).isEqualTo(lab.guard("host"));
        assertThat(daemon.lastGoodFetch()).isPresent();
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void aNewConfigReplacesTheOldAtOnce() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("allow: [8.8.8.8]\nguard: {mode: observe}\ntargets: [{name: host, type: memory},"
                + " {name: other, type: memory}]");

        daemon.reload();

        lab.awaitGuard("host", "8.8.8.8/32", BLOCK);
        lab.awaitGuard("other", "8.8.8.8/32", BLOCK);
        assertThat(lab.guard("host").mode()).isEqualTo(Mode.OBSERVE);
        assertThat(lab.awaitEvent(Event.ConfigReloaded.class).warnings()).isEmpty();
        assertThat(lab.target("host").calls()).doesNotContain("close");
    }

    @Test
    void aBadConfigChangesNothingAndIsTold() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("gaurd: {mode: observe}\ntargets: [{name: other, type: memory}]");

        daemon.reload();

        assertThat(lab.awaitEvent(Event.ConfigRefused.class).problems())
                .singleElement()
                .asString()
                .contains("did you mean \"guard\"?");
        lab.target("host").driftTo(Guard.none());
        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void theRulesOfATargetThatIsGoneStayAndThatIsSaid() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("targets: [{name: other, type: memory}]");

        daemon.reload();

        assertThat(lab.awaitEvent(Event.ConfigReloaded.class).warnings())
                .containsExactly(
                        "target host (memory) is no longer looked after, and its rules stay in force (on-remove: keep)");
        lab.awaitGuard("host", BLOCK);
        lab.target("host").driftTo(Guard.none());
        Thread.sleep(300);
        lab.awaitNoGuard("host");
    }

    @Test
    void theRulesOfATargetThatIsGoneAreCleanedWhereThatIsWanted() throws Exception {
        lab.config("targets: [{name: host, type: memory, on-remove: clean}]");
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("targets: [{name: other, type: memory}]");

        daemon.reload();

        lab.awaitGuard("other", BLOCK);
        lab.awaitNoGuard("host");
        assertThat(lab.awaitEvent(Event.ConfigReloaded.class).warnings()).isEmpty();
        await().untilAsserted(() ->
                assertThat(lab.stateDirectory().resolve("last-good.host")).doesNotExist());
    }

    @Test
    void nothingIsCleanedWhileItsSuccessorDoesNotStand() throws Exception {
        lab.config("targets: [{name: host, type: memory, on-remove: clean}]");
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("targets: [{name: other, type: memory}]");
        lab.target("other").failApplies("no room");

        daemon.reload();

        assertThat(lab.awaitEvent(Event.ConfigReloaded.class).warnings())
                .containsExactly(
                        "target host (memory) is cleaned once every new target stands; until then its rules stay");
        lab.awaitGuard("host", BLOCK);
        assertThat(lab.target("host").calls())
                .as("its successor may have its place")
                .endsWith("release");
    }

    @Test
    void aBootPutsUpTheOldGuardUntilTheNewOneStands() throws Exception {
        lab.config("targets: [{name: host, type: memory, on-remove: clean}]");
        Daemon daemon = lab.start();
        Path old = lab.stateDirectory().resolve("last-good.host");
        await().untilAsserted(() -> assertThat(old).exists());
        lab.config("targets: [{name: other, type: memory}]");
        lab.target("other").failApplies("no room");

        daemon.reload();
        lab.awaitEvent(Synced.class, event -> event.report().failed());
        assertThat(old).exists();

        lab.target("other").recover();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(old).doesNotExist());
    }

    @Test
    void whatCannotBeWrittenIsNoFight() throws Exception {
        lab.target("host").failApplies("disk on fire");

        lab.start();

        await().until(() -> lab.events(Synced.class).count() > 3);
        assertThat(lab.events(Event.Fight.class)).isEmpty();
    }

    @Test
    void theStateDirectoryStaysUntilTheNextStart() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        String config = Files.readString(lab.stateDirectory().resolveSibling("config.yaml"));
        Files.writeString(
                lab.stateDirectory().resolveSibling("config.yaml"), config.replace("/state\n", "/elsewhere\n"));

        daemon.reload();

        assertThat(lab.awaitEvent(Event.ConfigReloaded.class).warnings())
                .containsExactly("state-dir is " + lab.stateDirectory() + " until the next start");
        assertThat(lab.stateDirectory().resolveSibling("elsewhere")).doesNotExist();
    }

    @Test
    void aFullStateDirectoryIsToldAndTheGuardStands() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        Path state = lab.stateDirectory();
        await().until(() -> Files.deleteIfExists(state.resolve("last-changes")));
        Files.createDirectories(state.resolve("last-changes/in-the-way"));
        lab.list(BLOCK, OTHER_BLOCK);

        daemon.syncNow();

        lab.awaitGuard("host", BLOCK, OTHER_BLOCK);
        assertThat(lab.awaitEvent(Event.StateProblem.class).problem()).contains("last-changes");
    }

    @Test
    void everyEventIsOfItsTime() throws Exception {
        lab.start();
        lab.awaitEvent(Synced.class);
        lab.awaitEvent(Event.RangesFetched.class);

        assertThat(List.of(
                        lab.awaitEvent(Synced.class).at(),
                        lab.awaitEvent(Event.RangesFetched.class).at()))
                .allMatch(at -> Duration.between(at, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    void aServiceManagerThatHangsDelaysNoRepair() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        Daemon daemon = lab.start(Map.of("NOTIFY_SOCKET", "/nobody/listens"), new HangingCommands(hanging));
        try {
            lab.awaitGuard("host", BLOCK);
            daemon.reload();
            lab.awaitEvent(Event.ConfigReloaded.class);

            for (int i = 0; i < 3; i++) {
                lab.target("host").driftTo(Guard.none());
                lab.awaitGuard("host", BLOCK);
            }
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void aPipeInPlaceOfAFileDelaysNoRepair() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        Path file = lab.stateDirectory().resolve("last-changes");
        await().until(() -> Files.exists(file));
        Files.delete(file);
        // Whoever opened it would wait for a writer that never comes.
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor();

        for (int i = 0; i < 3; i++) {
            lab.target("host").driftTo(Guard.none());
            lab.awaitGuard("host", BLOCK);
        }

        assertThat(daemon.targets()).allMatch(TargetStatus::isInSync);
        lab.awaitEvent(Event.StateProblem.class, told -> told.problem().contains("last-changes: is no regular file"));
    }

    /** Three seconds of a processor, of which two are covered: the next repair waits for five. */
    private void exhaustTheBudgetOfRepairs() throws Exception {
        lab.target("host").spendOnApplies(Duration.ofSeconds(3));
        lab.target("host").driftTo(Guard.none());
        // On a busy machine three seconds of a processor take long.
        await().atMost(Duration.ofMinutes(1)).until(() -> !lab.guard("host").equals(Guard.none()));
        lab.awaitEvent(Synced.class, Synced::isRepair);
        lab.target("host").spendOnApplies(Duration.ZERO);
    }

    @Test
    void whatWaitsForALookIsNotInSync() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        exhaustTheBudgetOfRepairs();

        lab.target("host").driftTo(Guard.none());

        await().atMost(Duration.ofSeconds(7))
                .until(() -> !daemon.targets().get(0).isInSync());
        lab.awaitNoGuard("host");
    }

    @Test
    void aLookDuringAPauseDoesNotForgetWhoWaitsForItsEnd() throws Exception {
        lab.config("drift: {check: 1h}\ntargets: [{name: host, type: memory}]");
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        exhaustTheBudgetOfRepairs();

        daemon.syncNow();
        lab.awaitEvent(Synced.class, synced -> synced.cause() == Cause.REQUEST);
        lab.target("host").driftTo(Guard.none());

        lab.awaitGuard("host", BLOCK);
    }

    @Test
    void aFailedFetchTakesBackNothingThatIsInForce() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        // What is on the disk stays as it is from here on.
        Path cached = lab.stateDirectory().resolve("ranges.json");
        String old = Files.readString(cached);
        lab.list(BLOCK, OTHER_BLOCK);
        daemon.syncNow();
        lab.awaitGuard("host", BLOCK, OTHER_BLOCK);
        Files.writeString(cached, old);
        lab.unlist();

        daemon.syncNow();

        assertThat(lab.awaitEvent(Event.RangesRejected.class)
                        .inForce()
                        .orElseThrow()
                        .entries())
                .hasSize(2);
        Thread.sleep(200);
        lab.awaitGuard("host", BLOCK, OTHER_BLOCK);
    }

    @Test
    void aToolThatAsksInALoopDoesNotKnockAtTheSourceAsOften() throws Exception {
        Daemon daemon = lab.start();
        lab.awaitEvent(Event.RangesFetched.class);

        for (int i = 0; i < 50; i++) {
            daemon.syncNow();
            Thread.sleep(10);
        }

        assertThat(lab.events(Event.RangesFetched.class)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void whatCouldNotBeCleanedIsCleanedLater() throws Exception {
        lab.config("targets: [{name: host, type: memory, on-remove: clean}]");
        Daemon daemon = lab.start();
        lab.awaitGuard("host", BLOCK);
        lab.config("targets: [{name: other, type: memory}]");
        lab.target("other").failApplies("no room");
        daemon.reload();
        lab.awaitEvent(Event.ConfigReloaded.class);

        lab.target("other").recover();

        lab.awaitGuard("other", BLOCK);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lab.guard("host")).isEqualTo(Guard.none()));
    }

    private record HangingCommands(CountDownLatch end) implements CommandRunner {
        @Override
        public CommandResult run(Command command) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new CommandResult(1, 0, "", "");
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String read(Path file) {
            throw new UnsupportedOperationException();
        }
    }
}
