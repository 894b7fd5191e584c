package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.BootFile;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.lab.Flood;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.ports.PortElements;
import io.originwall.linux.soak.Guards;
import io.originwall.linux.soak.UpdatingAgent;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No write loses a packet of an allowed source, or lets one of a foreign source in. {@code ./dev soak} does it for longer, and on older kernels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpdateFloodTest {
    private static final List<Guard> GUARDS = Guards.two(22);

    private final NetLab lab = NetLab.open();

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @BeforeEach
    void guard() throws TargetException {
        lab.run("nft", "flush", "ruleset");
        target(lab.runner()).plan(GUARDS.get(0)).apply();
    }

    private static NftablesTarget target(CommandRunner runner) throws TargetException {
        return new NftablesTarget("host", new NftablesProvider().defaults(), runner);
    }

    /** Plans and applies; there must be something to do, and nothing left afterwards. */
    private void update(Guard guard) throws TargetException {
        NftablesTarget target = target(lab.runner());
        Plan plan = target.plan(guard);
        assertThat(plan.changes()).isNotEmpty();
        plan.apply();
        assertThat(target.plan(guard).changes()).isEmpty();
    }

    private static void assertClean(Flood flood) {
        assertThat(flood.allowed()).isGreaterThan(100);
        assertThat(flood.foreign()).isGreaterThan(100);
        assertThat(flood.lost()).as("lost").isZero();
        assertThat(flood.leaked()).as("let in").isZero();
    }

    @ParameterizedTest
    @CsvSource({"22, 30", "10000, 6"})
    void updates(int blocks, int times) throws TargetException {
        List<Guard> guards = Guards.two(blocks);
        target(lab.runner()).plan(guards.get(0)).apply();

        assertClean(Flood.during(lab, times, round -> update(guards.get(round % 2))));
    }

    @Test
    void aTrialAndItsConfirmation() throws TargetException {
        Guard more = new Guard(
                Stream.concat(GUARDS.get(1).ports().stream(), Stream.of(PortRange.parse("8443/tcp")))
                        .toList(),
                GUARDS.get(1).allow(),
                GUARDS.get(1).mode(),
                GUARDS.get(1).denyWith());

        assertClean(Flood.during(lab, 5, round -> {
            update(more.onTrial(Duration.ofMinutes(5)));
            update(more);
            update(GUARDS.get(0));
        }));
    }

    /** Of what only a new table can put right. */
    @Test
    void replacements() throws TargetException {
        assertClean(Flood.during(lab, 5, round -> {
            lab.nft("add chain inet originwall theirs\n");
            update(GUARDS.get(0));
        }));
    }

    @Test
    void theUpgradeOfATableOfVersion01() throws TargetException {
        GuardState old = GuardState.of(GUARDS.get(0), AddressSet.empty(), List.of(), PortElements::none);
        lab.nft("flush ruleset\n" + OneTransaction.script(old));

        assertClean(Flood.during(lab, 1, round -> update(GUARDS.get(1))));
    }

    @Test
    void theBootScriptOverAGuardInForce() throws TargetException {
        assertClean(Flood.during(lab, 5, round -> {
            Guard guard = GUARDS.get(round % 2);
            NftablesTarget target = target(lab.runner());
            for (BootFile file : target.bootFiles(guard)) {
                lab.boot(file.name(), file.content());
            }
            assertThat(target.plan(guard).changes()).isEmpty();
        }));
    }

    /** Before each of its transactions; the next run finishes it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void updatesThatAreCutShort(int transaction) throws TargetException {
        assertClean(Flood.during(lab, 3, round -> {
            NftablesTarget dying = target(new PassingRunner(lab.runner()) {
                private int left = transaction;

                @Override
                public CommandResult run(Command command) throws CommandException {
                    if (command.argv().contains("-f") && --left == 0) {
                        throw new IllegalStateException("as if the agent had been killed");
                    }
                    return super.run(command);
                }
            });
            Plan plan = dying.plan(GUARDS.get(1));
            try {
                plan.apply();
                throw new AssertionError("it was not cut short");
            } catch (IllegalStateException expected) {
                update(GUARDS.get(1));
            }
            update(GUARDS.get(0));
        }));
    }

    /** At random moments of a transaction; a machine that is faster or slower than others hits other ones. */
    @Test
    void updatesWhoseNftIsKilled() throws TargetException {
        assertClean(Flood.during(lab, 20, round -> {
            double seconds = ThreadLocalRandom.current().nextDouble(0.03);
            NftablesTarget killed = target(new PassingRunner(lab.runner()) {
                @Override
                public CommandResult run(Command command) throws CommandException {
                    return super.run(
                            command.argv().contains("-f")
                                    ? command.prefixedBy(List.of("timeout", "-s", "KILL", "" + seconds))
                                    : command);
                }
            });
            try {
                killed.plan(GUARDS.get(round % 2)).apply();
            } catch (TargetException e) {
                assertThat(e).hasMessageContaining("exit code 137");
            }
            NftablesTarget target = target(lab.runner());
            target.plan(GUARDS.get(round % 2)).apply();
            assertThat(target.plan(GUARDS.get(round % 2)).changes()).isEmpty();
        }));
    }

    @Test
    void updatesWhoseAgentIsKilled() throws Exception {
        assertClean(Flood.during(lab, 3, round -> {
            UpdatingAgent.killOne(lab, "nftables", 22, 200);
            NftablesTarget target = target(lab.runner());
            target.plan(GUARDS.get(0)).apply();
            assertThat(target.plan(GUARDS.get(0)).changes()).isEmpty();
        }));
    }
}
