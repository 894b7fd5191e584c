package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.GuardConfig;
import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.net.PortRange;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemoteSessionTest {
    private static final String SHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
    private static final String REMOTING = "C:\\Windows\\System32\\wsmprovhost.exe";

    private static Optional<String> danger(Map<String, String> environment, String ancestor, String... ports) {
        GuardConfig guard =
                new GuardConfig(Stream.of(ports).map(PortRange::parse).toList(), Mode.ENFORCE, DenyWith.DROP);
        return RemoteSession.danger(environment, Stream.of(SHELL, ancestor), Map.of("win", guard));
    }

    @Test
    void ofRemoteDesktopIsInDangerWhereItsPortIsGuarded() {
        Map<String, String> remoteDesktop = Map.of("SESSIONNAME", "RDP-Tcp#7");

        assertThat(danger(remoteDesktop, SHELL, "443/tcp", "3000-4000/tcp"))
                .contains("target win would guard 3389/tcp, the port of the Remote Desktop session you are in:"
                        + " take it out of guard.ports");
        assertThat(danger(remoteDesktop, SHELL, "443/tcp", "5985/tcp")).isEmpty();
        assertThat(danger(Map.of("SESSIONNAME", "Console"), SHELL, "3389/tcp")).isEmpty();
    }

    @Test
    void ofPowerShellRemotingIsKnownByTheProcessThatHostsIt() {
        assertThat(danger(Map.of(), REMOTING, "5986/tcp").orElseThrow())
                .contains("5986/tcp, the port of the PowerShell Remoting session");
        assertThat(danger(Map.of(), REMOTING.toUpperCase(Locale.ROOT), "5985/tcp"))
                .isPresent();
        assertThat(danger(Map.of(), REMOTING, "443/tcp")).isEmpty();
        assertThat(danger(Map.of(), SHELL, "5986/tcp")).isEmpty();
    }

    @Test
    void ofSshSaysItsPortItself() {
        Map<String, String> ssh = Map.of("SSH_CONNECTION", "203.0.113.9 50000 192.0.2.1 2222");

        assertThat(danger(ssh, SHELL, "2222/tcp").orElseThrow()).contains("2222/tcp, the port of the SSH session");
        assertThat(danger(ssh, SHELL, "22/tcp")).isEmpty();
    }
}
