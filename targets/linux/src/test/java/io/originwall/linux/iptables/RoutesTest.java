package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.AddressRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {
    @Test
    void findsTheNetworksBehindABridge() {
        assertThat(Routes.ipv4("""
                        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                        eth0\t00000000\t020200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
                        docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
                        docker0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
                        eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                        """, List.of("docker0")))
                .extracting(AddressRange::toString)
                .containsExactly("172.17.0.0/16");
    }

    @Test
    void leavesOutWhatIsTheSameOnEveryInterface() {
        assertThat(Routes.ipv6("""
                        fd170000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001  docker0
                        fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001  docker0
                        ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000004 00000000 00000001  docker0
                        20010db8000200000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
                        """, List.of("docker0")))
                .extracting(AddressRange::toString)
                .containsExactly("fd17::/64");
    }
}
