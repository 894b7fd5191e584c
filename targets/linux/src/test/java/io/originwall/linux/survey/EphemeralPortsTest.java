package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By the kernel's own files of this machine, read as the program reads them. */
class EphemeralPortsTest {
    private final CommandRunner machine = new SystemCommandRunner();

    @Test
    void everyPortThatTheKernelGivesIsFoundAmongTheGuardedOnes() throws Exception {
        int first = sysctl(1);
        int last = sysctl(2);
        Guard all = new Guard(
                List.of(PortRange.parse("1-65535/tcp")),
                AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
                Mode.ENFORCE,
                DenyWith.DROP);

        List<PortRange> ports = EphemeralPorts.guarded(machine, all);

        // In between there may be reserved ones.
        assertThat(ports.get(0).first()).isGreaterThanOrEqualTo(first).isGreaterThan(1000);
        assertThat(ports.get(ports.size() - 1).last()).isLessThanOrEqualTo(last).isGreaterThan(first);
    }

    private int sysctl(int word) throws Exception {
        String range = machine.run(Command.of("sysctl", "-n", "net.ipv4.ip_local_port_range"))
                .stdout();
        return Integer.parseInt(range.strip().split("\\s+", -1)[word - 1]);
    }
}
