package io.originwall.agent.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoffTest {
    @Test
    void keepsHyphensThatCanBeCopied() {
        assertThat(Roff.escape("--offline")).isEqualTo("\\-\\-offline");
    }

    @Test
    void neverStartsALineThatRoffWouldTakeForACommand() {
        assertThat(Roff.escape(".SH")).isEqualTo("\\&.SH");
        assertThat(Roff.escape("'br")).isEqualTo("\\&\\(aqbr");
    }

    @Test
    void showsBackslashesAndQuotesAsTheyAre() {
        assertThat(Roff.escape("a\\b \"c\" `d` ^~")).isEqualTo("a\\eb \\(dqc\\(dq \\(gad\\(ga \\(ha\\(ti");
    }

    @Test
    void namesLettersBeyondAsciiByNumber() {
        assertThat(Roff.escape("1–2 \uD83D\uDE80")).isEqualTo("1\\[u2013]2 \\[u1F680]");
    }

    @Test
    void givesEachSentenceALineOfItsOwn() {
        assertThat(new Roff().text("One. .two? Three")).hasToString("One.\n\\&.two?\nThree\n");
    }

    @Test
    void partsParagraphsAndKeepsExamplesAsTheyStand() {
        assertThat(new Roff().text(List.of("Text.", "", "  one", "  two", "more")))
                .hasToString("Text.\n.PP\n.EX\n  one\n  two\n.EE\nmore\n");
    }

    @Test
    void titlesThePage() {
        assertThat(new Roff().title("A-B", 1, LocalDate.of(2026, 11, 22), "a 1", "Manual"))
                .hasToString(".TH \"A\\-B\" 1 2026-11-22 \"a 1\" \"Manual\"\n");
    }
}
