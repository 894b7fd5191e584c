package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that are cut within the TCP header, as nobody sends them but to get around a filter, at a host that tracks no connections. */
class IptablesFragmentsTest {
    private static final Guard GUARD = Samples.guard("443/tcp");

    /** A SYN in two parts, the first of them of so many bytes; prints whether it was answered. */
    private static final String SYN = """
            import random, socket, struct, sys
            source, to, port, cut = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
            addresses = socket.inet_aton(source) + socket.inet_aton(to)
            ours = random.randrange(20000, 60000)

            def checksum(data):
                total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
                while total >> 16:
                    total = (total & 0xffff) + (total >> 16)
                return ~total & 0xffff

            def tcp(check):
                return struct.pack('!HHIIBBHHH', ours, port, 1000, 0, 5 << 4, 2, 64240, check, 0)

            def ip(part, offset, more):
                return struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(part), ours, more << 13 | offset // 8, 64, 6, 0) + addresses + part

            syn = tcp(checksum(addresses + struct.pack('!BBH', 0, 6, 20) + tcp(0)))
            answers = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
            answers.settimeout(0.9)
            wire = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            for packet in [ip(syn[:cut], 0, 1), ip(syn[cut:], cut, 0)] if cut < 20 else [ip(syn, 0, 0)]:
                wire.sendto(packet, (to, 0))
            try:
                while struct.unpack('!HH', answers.recv(100)[20:24]) != (port, ours):
                    pass
                print('ANSWER')
            except TimeoutError:
                print('SILENCE')
            """;

    private static Stream<String> answers(NetLab lab, Address from) {
        return Stream.of("8", "16", "20")
                .map(cut -> lab.python(SYN, from.toString(), NetLab.ORIGIN.toString(), "443", cut)
                        .strip());
    }

    @Test
    void theKernelPutsThemTogether() {
        try (NetLab lab = NetLab.open()) {
            lab.origin().serve(Port.parse("443/tcp"));

            assertThat(answers(lab, NetLab.STRANGER)).containsOnly("ANSWER");
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theyDoNotGetAroundTheGuard(Variant variant) throws Exception {
        try (NetLab lab = NetLab.open()) {
            new Place(lab, variant).target().plan(GUARD).apply();
            lab.origin().serve(Port.parse("443/tcp"));

            assertThat(answers(lab, NetLab.STRANGER)).containsOnly("SILENCE");
            assertThat(answers(lab, NetLab.ALLOWED)).containsExactly("SILENCE", "SILENCE", "ANSWER");
        }
    }
}
