package io.originwall.net;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.testing.Generator;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortRangeTest {
    @ParameterizedTest
    @CsvSource({
        "80, 80/tcp",
        "80/tcp, 80/tcp",
        "443/udp, 443/udp",
        "8000-8010, 8000-8010/tcp",
        "8000-8010/udp, 8000-8010/udp",
        "1-65535, 1-65535/tcp",
        "7-7, 7/tcp"
    })
    void readsPorts(String text, String canonical) {
        assertThat(PortRange.parse(text)).hasToString(canonical);
        assertThat(PortRange.parse(canonical)).isEqualTo(PortRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, port must be 1–65535",
        "65536/tcp, port must be 1–65535",
        "80800/tcp, port must be 1–65535",
        "80-70000, port must be 1–65535",
        "0-80, port must be 1–65535",
        "999999999, port must be 1–65535",
        "81-80, the range runs backwards",
        "'', not a port",
        "' 80', not a port",
        "'80 ', not a port",
        "'80\n', not a port",
        "-1, not a port",
        "+80, not a port",
        "80-, not a port",
        "-80, not a port",
        "80--81, not a port",
        "80/, not a port",
        "/tcp, not a port",
        "80/TCP, not a port",
        "80/sctp, not a port",
        "80/tcp/udp, not a port",
        "80 - 81, not a port",
        "0x50, not a port",
        "8e1, not a port",
        "http, not a port",
        "80:81, not a port",
        "4294967376, not a port",
        "080, not a port",
        "80-081, not a port",
        "\u0668\u0660, not a port",
        "\uFF18\uFF10/tcp, not a port",
    })
    void anythingElseIsNotPorts(String text, String problem) {
        assertThatThrownBy(() -> PortRange.parse(text))
                .isInstanceOf(AddressFormatException.class)
                .hasMessageContaining(problem)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void onePortIsNoRange() {
        assertThat(Port.parse("443")).isEqualTo(new Port(443, Protocol.TCP)).hasToString("443/tcp");
        assertThat(Port.parse("443/udp")).isEqualTo(new Port(443, Protocol.UDP));
        assertThatThrownBy(() -> Port.parse("80-81"))
                .isInstanceOf(AddressFormatException.class)
                .hasMessageContaining("one port is wanted, not a range");
    }

    @Test
    void anyTextIsPortsOrRefused() {
        forAll(any -> {
            String text = any.text();
            try {
                assertThat(PortRange.parse(PortRange.parse(text).toString())).isEqualTo(PortRange.parse(text));
            } catch (AddressFormatException e) {
                assertThat(e).hasMessageContaining("\"");
            }
        });
    }

    @Test
    void whatIsWrittenIsRead() {
        forAll(any -> {
            PortRange range = range(any);
            assertThat(PortRange.parse(range.toString())).isEqualTo(range);
        });
    }

    @Test
    void mergedRangesHoldTheSamePortsInTheFewestRanges() {
        forAll(any -> {
            List<PortRange> ranges = any.list(0, 30, () -> range(any));
            List<PortRange> merged = PortRange.merge(ranges);
            for (Protocol protocol : Protocol.values()) {
                BitSet expected = ports(ranges, protocol);
                assertThat(ports(merged, protocol)).isEqualTo(expected);
                long runs = expected.stream()
                        .filter(port -> !expected.get(port - 1))
                        .count();
                assertThat(merged.stream().filter(range -> range.protocol() == protocol))
                        .hasSize((int) runs);
            }
            assertThat(merged).isSorted();
        });
    }

    private static BitSet ports(List<PortRange> ranges, Protocol protocol) {
        BitSet ports = new BitSet();
        ranges.stream()
                .filter(range -> range.protocol() == protocol)
                .forEach(range -> ports.set(range.first(), range.last() + 1));
        return ports;
    }

    private static PortRange range(Generator any) {
        int first = any.flag() ? any.between(1, 40) : any.between(65500, 65535);
        int last = Math.min(65535, first + any.between(0, 8));
        return new PortRange(first, last, any.oneOf(List.of(Protocol.values())));
    }
}
