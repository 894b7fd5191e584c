package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortTextTest {
    private static Guard guard(String... ports) {
        return new Guard(
                Stream.of(ports).map(PortRange::parse).toList(),
                Samples.blocks("103.21.244.0/22"),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static PortElements tcp(String elements) {
        return PortText.parse(Protocol.TCP, elements);
    }

    private static List<String> texts(Guard guard, String now) {
        return PortText.texts(PortElements.of(guard, Protocol.TCP, tcp(now)));
    }

    @Test
    void takesThePortsOfItsProtocol() {
        assertThat(texts(guard("80", "443", "8000-8010", "443/udp"), "")).containsExactly("80", "443", "8000-8010");
    }

    @Test
    void aTrialPutsTimeoutsOnNewPortsOnly() {
        assertThat(texts(guard("79-81").onTrial(Duration.ofMinutes(1)), "80"))
                .containsExactly("79 timeout 60s", "80", "81 timeout 60s");
    }

    @Test
    void aTrialTakesNoPortOut() {
        assertThat(texts(guard("443").onTrial(Duration.ofMinutes(1)), "80")).containsExactly("80", "443 timeout 60s");
    }

    @Test
    void aTrialKeepsTheTimeThatIsLeft() {
        assertThat(texts(guard("80", "443").onTrial(Duration.ofMinutes(1)), "443 timeout 1m expires 12s340ms"))
                .containsExactly("80 timeout 60s", "443 timeout 12s340ms");
    }

    @Test
    void aTimeoutIsNeverRoundedToForEver() {
        assertThat(texts(guard("443").onTrial(Duration.ofMinutes(1)), "443 timeout 1m expires 0s"))
                .containsExactly("443 timeout 1s");
        assertThat(texts(guard("443").onTrial(Duration.ZERO), "")).containsExactly("443 timeout 1s");
    }

    @Test
    void readsTimesInEveryUnit() {
        assertThat(tcp("1 timeout 1d2h3m4s5ms").elements().get(0).remaining())
                .contains(Duration.ofDays(1)
                        .plusHours(2)
                        .plusMinutes(3)
                        .plusSeconds(4)
                        .plusMillis(5));
    }

    @Test
    void keepsWhatItCannotReadAsOdd() {
        assertThat(tcp("80, ssh, 70000, 5-4, 0, 443 comment \"x\", 443 timeout 9999999999s, 443 timeout x")
                        .odd())
                .containsExactly(
                        "ssh", "70000", "5-4", "0", "443 comment \"x\"", "443 timeout 9999999999s", "443 timeout x");
    }

    @Test
    void theWholeRangeOfPortsFits() {
        assertThat(texts(guard("1-65535"), "")).containsExactly("1-65535");
    }
}
