package io.originwall.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void whatATerminalObeysAndWhatEndsALineIsASpace() {
        assertThat(OneLine.of(" a\r\n  b\u001b[31mc\u2028d\u202ee\t\t")).isEqualTo("a b [31mc d e");
    }

    @Test
    void charactersThatThisJavaDoesNotKnowStay() {
        assertThat(OneLine.of("new \ud83e\udee8 and private \ue000")).isEqualTo("new \ud83e\udee8 and private \ue000");
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        assertThat(OneLine.of("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(OneLine.of("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
        assertThat(OneLine.of("ab😀", 3)).isEqualTo("ab…");
    }

    @Test
    void theLengthMayBeAsMuchAsThereIs() {
        assertThat(OneLine.of("a\nb", Integer.MAX_VALUE)).isEqualTo("a b");
    }

    @Test
    void whatIsMaskedKeepsItsLength() {
        assertThat(OneLine.masked("a\tb  \u001bc", 60)).isEqualTo("a?b  ?c");
        assertThat(OneLine.masked("😀😀😀", 2)).isEqualTo("😀😀…");
    }
}
