package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Whatever PowerShell answers, the target plans, audits and checks by it, or refuses it in one line. */
class FirewallFuzzTest {
    private static final Machine MACHINE = new Machine() {
        @Override
        public String powershell() {
            return "powershell.exe";
        }

        @Override
        public AddressSet localSubnets() {
            return Samples.blocks("192.0.2.0/24");
        }
    };

    @FuzzTest
    void answer(byte[] stdout) {
        WindowsFirewallTarget target = new WindowsFirewallTarget(
                "win",
                new WindowsFirewallSettings(true),
                new Answer(new String(stdout, StandardCharsets.UTF_8)),
                MACHINE);
        try {
            assertThat(target.plan(Samples.GUARD).changes())
                    .noneMatch(change -> change.what().contains("\n"));
            assertThat(target.enforced().guard()).isNotNull();
            assertThat(target.audit(Samples.GUARD))
                    .noneMatch(finding -> finding.summary().contains("\n"));
            assertThat(target.check(Address.parse("198.51.100.1"), new Port(443, Protocol.TCP), Samples.GUARD))
                    .isNotNull();
        } catch (TargetException e) {
            assertThat(e).message().isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        }
    }

    private record Answer(String stdout) implements CommandRunner {
        @Override
        public CommandResult run(Command command) {
            return new CommandResult(1, 0, stdout, "");
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
