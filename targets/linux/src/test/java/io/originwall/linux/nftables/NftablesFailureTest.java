package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandTimeoutException;
import io.originwall.linux.lab.CannedRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads when nft cannot do it. */
class NftablesFailureTest {
    private static NftablesTarget target(CannedRunner runner) throws TargetException {
        return new NftablesTarget("host", new NftablesProvider().defaults(), runner);
    }

    private static CommandResult failed(String stderr) {
        return new CommandResult(1, 1, "", stderr);
    }

    private static CommandResult emptyHost(Command command) {
        return command.toString().contains("list table ")
                ? failed("Error: No such file or directory\nlist table inet originwall\n")
                : new CommandResult(1, 0, "", "");
    }

    @Test
    void nftIsMissing() throws TargetException {
        NftablesTarget target = target(command -> {
            throw new CommandNotFoundException("nft", List.of(Path.of("/usr/sbin")));
        });

        assertThatThrownBy(() -> target.plan(Samples.GUARD))
                .isInstanceOf(TargetException.class)
                .hasMessage("nft: not found in /usr/sbin; install the package nftables");
        assertThatThrownBy(() -> target.watch(() -> {})).isInstanceOf(TargetException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    netlink: Error: cache initialization failed: Protocol not supported | use type: iptables
                    Error: Could not process rule: No space left on device | use type: iptables
                    """)
    void saysWhatToDo(String stderr, String remedy) throws TargetException {
        NftablesTarget target =
                target(command -> failed(stderr + "\nadd element inet originwall allow4 { 1.2.3.4, …\n"));

        assertThatThrownBy(() -> target.plan(Samples.GUARD))
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith("nft -nn list table inet originwall: exit code 1: " + stderr)
                .hasMessageContaining(remedy)
                .hasMessageEndingWith("nothing was changed")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whoeverMayNotUseNftIsToldWhoMay() throws TargetException {
        NftablesTarget target = target(command -> failed("Operation not permitted (you must be root)\n"));

        assertThatThrownBy(() -> target.plan(Samples.GUARD))
                .isInstanceOf(TargetException.class)
                .hasMessage("no right to use nftables here: run as root or give CAP_NET_ADMIN; nothing was changed");
    }

    /** Or else it would be reported, and repaired, as a guard that is gone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127 | nft: error while loading shared libraries: libnftables.so.1: cannot open shared object file: No such file or directory
                    127 | Error: No such file or directory
                    1 | nsenter: cannot open /proc/7/ns/net: No such file or directory
                    1 | netlink: Error: cache initialization failed: No such file or directory
                    """)
    void anNftThatIsBrokenIsNotTakenForAHostWithoutAGuard(int exitCode, String stderr) throws TargetException {
        NftablesTarget target = target(command -> new CommandResult(1, exitCode, "", stderr + "\n"));

        assertThatThrownBy(() -> target.plan(Samples.GUARD))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("exit code " + exitCode + ": " + stderr);
        assertThatThrownBy(target::enforced).isInstanceOf(TargetException.class);
    }

    @Test
    void aRefusedTransactionLeavesTheOldState() throws TargetException {
        NftablesTarget target = target(command -> !command.argv().contains("-f")
                ? emptyHost(command)
                : failed("\n" + command.argv().get(2)
                        + ":9:1-9: Error: Could not process rule: Device or resource busy\nadd …\n"));
        Plan plan = target.plan(Samples.GUARD);

        assertThatThrownBy(plan::apply)
                .isInstanceOf(TargetException.class)
                .hasMessage(
                        "nft -f script: exit code 1: script:9:1-9: Error: Could not process rule: Device or resource"
                                + " busy; nothing was changed, the old state is still in force");
    }

    @Test
    void theScriptIsWholeBeforeNftStartsAndGoneAfterwards() throws TargetException {
        List<Path> scripts = new ArrayList<>();
        NftablesTarget target = target(command -> {
            if (!command.argv().contains("-f")) {
                return emptyHost(command);
            }
            // From a pipe, nft would take the first half of a script for all of it when the agent is killed.
            assertThat(command.stdin()).isEmpty();
            Path script = Path.of(command.argv().get(2));
            assertThat(script)
                    .content()
                    .startsWith("add table inet originwall\n")
                    .endsWith("add set inet originwall exempt_if_1 { type ifname; elements = { \"lo\" }; }\n");
            scripts.add(script);
            return failed("busy");
        });

        assertThatThrownBy(target.plan(Samples.GUARD)::apply).isInstanceOf(TargetException.class);

        assertThat(scripts)
                .singleElement()
                .satisfies(script -> assertThat(script).doesNotExist());
    }

    @Test
    void aTransactionThatTakesTooLongIsKilled() throws TargetException {
        NftablesTarget target = target(command -> {
            if (!command.argv().contains("-f")) {
                return emptyHost(command);
            }
            throw new CommandTimeoutException(command);
        });
        Plan plan = target.plan(Samples.GUARD);

        assertThatThrownBy(plan::apply)
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("longer than 120000 ms")
                .hasMessageContaining("plan again");
    }

    @Test
    void aListThatNftablesCannotBearIsRefusedBeforeAnythingIsAsked() throws TargetException {
        NftablesTarget target = target(command -> {
            throw new AssertionError(command);
        });
        Guard huge = new Guard(Samples.GUARD.ports(), ManyRanges.of(250_001), Mode.ENFORCE, DenyWith.DROP);

        assertThatThrownBy(() -> target.plan(huge))
                .isInstanceOf(TargetException.class)
                .hasMessage("the allow list has 250001 ranges after merging, nftables bears 250000;"
                        + " use a target of type: iptables, whose ipsets take millions");
    }

    @Test
    void aHostWhoseInterfacesCannotBeReadIsGuardedAllTheSame() throws TargetException {
        NftablesTarget target = target(NftablesFailureTest::emptyHost);

        assertThat(target.plan(Samples.GUARD).changes()).isNotEmpty();
        assertThat(target.audit(Samples.GUARD))
                .anySatisfy(finding -> assertThat(finding.id()).isEqualTo("bridges-unknown"));
    }

    @Test
    void aNameThatIsNoInterfaceIsRefused() {
        assertThatThrownBy(() -> new NftablesProvider()
                        .create("host", new NftablesSettings(List.of(), List.of("docker0", "br-*"))))
                .isInstanceOf(TargetException.class)
                .hasMessage("host: bridges: \"br-*\" is not the name of an interface");
    }
}
