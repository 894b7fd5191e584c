package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On what three versions of nft print for the table of load.nft, after somebody added things to it. */
class TableParserTest {
    private static TableState parse(String file) {
        return TableParser.parse(Samples.file(file), TableShape.TABLE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft-0.9.8.txt", "nft-1.0.6.txt", "nft-1.1.3.txt"})
    void everyVersionOfNftIsReadAlike(String file) {
        assertThat(Difference.between(parse(file), Samples.wanted()).changes())
                .map(Change::toString)
                .containsExactly(
                        "~ counter theirs: not ours",
                        "~ quota q: not ours",
                        "~ map m: not ours",
                        "~ chain theirs: not ours",
                        "- 8000-8010/tcp",
                        "- ::ffff:c000:201/128",
                        "- 2001:db8::5/128",
                        "- 2001:db8::6/127",
                        "- 2001:db8::8/127",
                        "~ set allow4: foreign element \"7.7.7.7 comment \"x\"",
                        "~ set allow4: foreign element \"y\"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft-0.9.8.txt", "nft-1.0.6.txt", "nft-1.1.3.txt"})
    void theGuardIsReadBack(String file) {
        Guard guard = GuardReader.guard(parse(file));

        assertThat(guard.mode()).isEqualTo(Samples.GUARD.mode());
        assertThat(guard.denyWith()).isEqualTo(Samples.GUARD.denyWith());
        assertThat(guard.allow().of(Family.IPV4))
                .isEqualTo(Samples.GUARD.allow().of(Family.IPV4));
        assertThat(guard.trial().orElseThrow()).isBetween(Duration.ofSeconds(240), Duration.ofSeconds(243));
    }

    @Test
    void readsPortsWithAndWithoutTimeouts() {
        assertThat(PortText.texts(parse("nft-1.0.6.txt").ports(Protocol.TCP)))
                .containsExactly("80", "443", "8000-8010 timeout 243s");
    }

    @Test
    void readsCounters() {
        String text = """
                table inet originwall {
                	counter denied4 {
                		packets 12 bytes 720
                	}
                }
                """;

        assertThat(TableParser.parse(text, "originwall").orElseThrow().counters())
                .containsEntry("denied4", 12L);
    }

    @Test
    void findsTheTableByItsWholeName() {
        assertThat(TableParser.parse("table inet originwall_swap {\n}\n", "originwall"))
                .isEmpty();
        assertThat(TableParser.parse("table ip originwall {\n}\n", "originwall"))
                .isEmpty();
        assertThat(TableParser.parse("", "originwall")).isEmpty();
        assertThat(TableParser.parse("table inet originwall {\n}\n", "originwall"))
                .isPresent();
    }

    @Test
    void endsWhereTheTextIsCutShort() {
        String text = Samples.file("nft-1.0.6.txt");
        for (int length = 0; length < text.length(); length++) {
            assertThat(TableParser.parse(text.substring(0, length), "originwall"))
                    .isNotNull();
        }
    }
}
