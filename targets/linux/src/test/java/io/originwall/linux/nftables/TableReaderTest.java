package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On what three versions of nft print for the table of version 0.1, after somebody added things to it. */
class TableReaderTest {
    static TableState parse(String version) {
        return TableReader.of(
                TableParser.parse(Samples.file(version + ".txt"), TableShape.TABLE)
                        .orElseThrow(),
                Optional.of(Samples.file(version + ".json")),
                Optional.of(Samples.file(version + "-exempt.json")),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft-0.9.8", "nft-1.0.6", "nft-1.1.3"})
    void everyVersionOfNftIsReadAlike(String version) {
        assertThat(Difference.between(parse(version), Samples.wanted()).changes())
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
    @ValueSource(strings = {"nft-0.9.8", "nft-1.0.6", "nft-1.1.3"})
    void theGuardIsReadBack(String version) {
        Guard guard = GuardReader.guard(parse(version));

        assertThat(guard.mode()).isEqualTo(Samples.GUARD.mode());
        assertThat(guard.denyWith()).isEqualTo(Samples.GUARD.denyWith());
        assertThat(guard.allow().of(Family.IPV4))
                .isEqualTo(Samples.GUARD.allow().of(Family.IPV4));
        assertThat(guard.trial().orElseThrow()).isBetween(Duration.ofSeconds(239), Duration.ofSeconds(243));
    }

    @Test
    void readsPortsWithAndWithoutTimeouts() {
        assertThat(PortText.texts(parse("nft-1.0.6").ports(Protocol.TCP)))
                .containsExactly("80", "443", "8000-8010 timeout 242s");
    }

    @Test
    void readsCounters() {
        String json = Samples.file("nft-1.0.6.json").replaceFirst("(denied4.*?\"packets\": )0", "$13000000000");

        assertThat(of("nft-1.0.6", text -> text, structure -> json).counters())
                .containsEntry("denied4", 3_000_000_000L);
    }

    private static TableState of(String version, UnaryOperator<String> text, UnaryOperator<String> structure) {
        return TableReader.of(
                TableParser.parse(text.apply(Samples.file(version + ".txt")), TableShape.TABLE)
                        .orElseThrow(),
                Optional.of(structure.apply(Samples.file(version + ".json"))),
                Optional.of(Samples.file(version + "-exempt.json")),
                Optional.empty());
    }

    /** In what nft prints as JSON, the one replaced by the other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "expr": [ | "xt": 1, "expr": [ | table: not understood: a rule of chain prerouting has "xt"
                    "prio": -160 | "prio": -160, "dev": "eth0" | table: not understood: chain prerouting has "dev"
                    {"rule": | {"rules": | table: not understood: its rules cannot be read
                    "nftables" | "iptables" | table: not understood: its rules cannot be read
                    {"nftables" | {{"nftables" | table: not understood: its rules cannot be read
                    "packets": 0 | "packets": "0" | table: not understood: its rules cannot be read
                    """)
    void whatIsNotUnderstoodIsADifference(String ours, String theirs, String change) {
        assertThat(Samples.file("nft-1.0.6.json")).contains(ours);

        TableState state = of("nft-1.0.6", text -> text, structure -> structure.replace(ours, theirs));

        assertThat(Difference.between(state, Samples.wanted()).changes())
                .map(Change::what)
                .anyMatch(what -> what.startsWith(change));
    }

    /** In what nft prints as text, the one replaced by the other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    set dst4 { | set allow4 { | table: not understood: it holds two sets allow4
                    a } b | a \u00e9 b | table: not understood: it holds text that is not plain ASCII
                    a } b | @allow4 | table: not understood: it holds text that begins with @
                    """)
    void aTextThatMayPassForAnotherIsADifference(String ours, String theirs, String change) {
        String text = Samples.file("nft-1.0.6.txt").replace("theirs, not ours", "a } b");
        assertThat(text).contains(ours);

        TableState state = of("nft-1.0.6", printed -> text.replace(ours, theirs), structure -> structure);

        assertThat(Difference.between(state, Samples.wanted()).changes())
                .map(Change::what)
                .contains(change);
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
    void aTextThatIsCutShortIsADifference() {
        String text = Samples.file("nft-1.0.6.txt");
        for (int length = "table inet originwall {".length(); length < text.length() - 1; length++) {
            assertThat(TableParser.parse(text.substring(0, length), "originwall")
                            .orElseThrow()
                            .strange())
                    .as("%d characters", length)
                    .isNotEmpty();
        }
        assertThat(TableParser.parse(text, "originwall").orElseThrow().strange())
                .isEmpty();
    }
}
