package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class WindowsFirewallProviderTest {
    private final WindowsFirewallProvider provider = new WindowsFirewallProvider();

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void saysThatThereIsNoneElsewhere() {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> provider.create("win", provider.defaults()))
                .withMessage("win: there is no Windows Firewall on " + System.getProperty("os.name")
                        + ": use type: nftables or iptables on Linux");
    }

    @Test
    void saysWhatWindowsCannot() {
        assertThat(provider.unsupportedReason(Mode.ENFORCE, DenyWith.DROP)).isEmpty();
        assertThat(provider.unsupportedReason(Mode.ENFORCE, DenyWith.REJECT))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("without an answer").endsWith("use deny-with: drop"));
        assertThat(provider.unsupportedReason(Mode.OBSERVE, DenyWith.DROP))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("neither counts nor logs").contains("use mode: enforce"));
    }

    @Test
    void powershellIsTheOneOfThisWindows() {
        assertThat(Machine.real(Map.of("SYSTEMROOT", "D:\\WINNT")).powershell())
                .isEqualTo("D:\\WINNT\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
        assertThat(Machine.real(Map.of()).powershell()).startsWith("C:\\Windows\\System32\\");
    }

    @Test
    void theSubnetsAreThoseOfThisHost() throws IOException {
        assertThat(Machine.real(Map.of()).localSubnets().contains(Address.parse("127.0.0.1")))
                .isTrue();
        assertThat(subnet("192.168.7.9", 24)).isEqualTo("192.168.7.0/24");
        assertThat(subnet("192.168.7.9", 32)).isEqualTo("192.168.7.9");
        assertThat(subnet("fe80::1:2:3:4", 64)).isEqualTo("fe80::/64");
        assertThat(subnet("2001:db8:1:2::9", 48)).isEqualTo("2001:db8:1::/48");
        assertThat(subnet("2001:db8::1:9", 112)).isEqualTo("2001:db8::1:0/112");
        assertThat(Machine.Windows.subnet(Address.parse("192.168.7.9"), 0)).isEmpty();
        assertThat(Machine.Windows.subnet(Address.parse("192.168.7.9"), 128)).isEmpty();
    }

    private static String subnet(String address, int prefix) {
        return Machine.Windows.subnet(Address.parse(address), prefix)
                .map(AddressRange::toString)
                .orElseThrow();
    }
}
