package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in force, and what is said, when a write fails or PowerShell does. */
class FailureTest {
    private static final Guard OTHER = Samples.guard(
            Samples.blocks("103.21.244.0/22", "198.41.128.0/17", "2606:4700::/32"), "443/tcp", "8443/tcp");
    /** An update from one guard to the other: two rules come, four go. */
    private static final int STEPS = 6;

    private final FakeFirewall firewall = new FakeFirewall();
    private final WindowsFirewallTarget target =
            new WindowsFirewallTarget("win", new WindowsFirewallSettings(false), firewall, firewall);

    @BeforeEach
    void guardIsInForce() throws TargetException {
        FakeRule theirs = FakeRule.allow("broad", "", "*");
        firewall.rules.add(theirs);
        target.plan(Samples.GUARD).apply();
    }

    private static IntStream eachStep() {
        return IntStream.range(0, STEPS);
    }

    @Test
    void whateverStepIsRefusedTheOldStateIsPutBack() {
        String before = firewall.text();

        eachStep().forEach(step -> {
            firewall.refuse(step, 1);

            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> target.plan(OTHER).apply())
                    .withMessageContaining("the old state is in force")
                    .withMessageContaining("0x80070005")
                    .withMessageContaining("Access is denied. (")
                    .withMessageContaining("run it as an administrator")
                    .withMessageNotContainingAny("\n", "\r");
            assertThat(firewall.text()).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void whereNothingCanBePutBackNobodyGetsInWhoIsOnNeitherList(int done) throws TargetException {
        firewall.refuse(done, 1000);

        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> target.plan(OTHER).apply())
                .withMessageContaining("between the old state and the new")
                .withMessageContaining("run originwall sync");

        assertBetween();
        firewall.refuse(0, 0);
        target.plan(OTHER).apply();
        assertThat(target.plan(OTHER).changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(OTHER);
    }

    private void assertBetween() {
        assertThat(firewall.judge(Address.parse("103.21.245.1"), Port.parse("443/tcp")))
                .isTrue();
        assertThat(firewall.judge(Address.parse("198.51.100.10"), Port.parse("443/tcp")))
                .isFalse();
        assertThat(firewall.judge(Address.parse("2001:db8::1"), Port.parse("443/tcp")))
                .isFalse();
    }

    @Test
    void powershellKilledAtAnyStepLeavesWhatTheNextPlanPutsRight() throws TargetException {
        for (int done : eachStep().toArray()) {
            target.plan(Samples.GUARD).apply();
            firewall.killAfter(done);

            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> target.plan(OTHER).apply())
                    .withMessageContaining("took longer than")
                    .withMessageContaining("plan again")
                    // Not the script, which is in its arguments.
                    .withMessageNotContaining("Set-StrictMode");

            assertBetween();
            target.plan(OTHER).apply();
            assertThat(target.plan(OTHER).changes()).isEmpty();
        }
    }

    @Test
    void theUpdateTheseTestsFailHasThatManySteps() throws TargetException {
        List<Step> steps = Rewrite.steps(
                new Firewall(firewall, firewall).ours(), WantedRules.of(OTHER, Samples.blocks("127.0.0.0/8")));

        assertThat(steps).hasSize(STEPS);
    }

    @Test
    void aLongUpdateIsWrittenInBatches() throws TargetException {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            blocks.add("2a00:%x:%x::/48".formatted(i / 100 + 1, i % 100 * 4));
        }
        Guard guard = Samples.guard(Samples.blocks(blocks.toArray(String[]::new)), "80/tcp", "443/udp");
        int writes = firewall.writes;

        Plan plan = target.plan(guard);
        plan.apply();

        assertThat(firewall.writes - writes).isBetween(2, 6);
        assertThat(target.plan(guard).changes()).isEmpty();
        target.plan(Guard.none()).apply();
        assertThat(firewall.ours()).isEmpty();
        // What is short to write may take long to do.
        assertThat(firewall.mostSteps).isEqualTo(Firewall.STEPS);
    }

    @Test
    void tooManyRangesAreRefused() {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < 50_001; i++) {
            blocks.add("2a00:%x:%x::/48".formatted(i / 100 + 1, i % 100 * 2));
        }
        Guard guard = Samples.guard(Samples.blocks(blocks.toArray(String[]::new)), "80/tcp");

        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> target.plan(guard))
                .withMessageContaining("50001 ranges")
                .withMessageContaining("50000 at most");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"ok\":true} x",
                "{\"ok\":true}",
                "{\"ok\":true,\"currentProfiles\":4,\"modifyState\":0,\"profiles\":[],\"rules\":[{}],\"names\":[]}",
                "{\"ok\":\"yes\"}"
            })
    void anAnswerThatIsNoneIsTold(String stdout) {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> answering(new CommandResult(1, 1, stdout, "powershell.exe:\r\n cannot load"))
                        .enforced())
                .withMessageNotContainingAny("\n", "\r")
                .satisfies(
                        e -> assertThat(e.getMessage())
                                .matches(
                                        ".*(exit code 1: powershell.exe: cannot load; nothing was changed|unexpected answer: .*)"));
    }

    @Test
    void aRefusedReadIsTold() {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> answering(new CommandResult(
                                1,
                                1,
                                "{\"ok\":false,\"done\":0,\"doing\":\"open the firewall\",\"hresult\":\"0x80070422\","
                                        + "\"message\":\"Der Dienst „mpssvc“ läuft nicht\"}",
                                ""))
                        .enforced())
                .withMessage("the Windows Firewall: cannot open the firewall: Der Dienst „mpssvc“ läuft nicht"
                        + " (0x80070422); nothing was changed");
    }

    private WindowsFirewallTarget answering(CommandResult result) {
        CommandRunner runner = new CommandRunner() {
            @Override
            public CommandResult run(Command command) {
                return result;
            }

            @Override
            public RunningCommand start(Command command, Consumer<String> lines) {
                throw new AssertionError(command.toString());
            }

            @Override
            public String read(Path file) {
                throw new AssertionError(file.toString());
            }
        };
        return new WindowsFirewallTarget("win", new WindowsFirewallSettings(false), runner, firewall);
    }
}
