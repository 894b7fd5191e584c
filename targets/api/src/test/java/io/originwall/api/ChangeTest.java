package io.originwall.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void isEqualToTheSameChangeOnly() {
        assertThat(Change.add("80/tcp")).isEqualTo(Change.add("80/tcp")).hasSameHashCodeAs(Change.add("80/tcp"));
        assertThat(Change.add("80/tcp"))
                .isNotEqualTo(Change.remove("80/tcp"))
                .isNotEqualTo(Change.add("443/tcp"))
                .isNotEqualTo("+ 80/tcp");
    }

    @Test
    void staysOnItsLineWhateverSomebodyElseWrote() {
        assertThat(Change.repair("set x: foreign element \"a\n+ 80/tcp\u001b[2J\u2028→\"")
                        .what())
                .isEqualTo("set x: foreign element \"a?+ 80/tcp?[2J?→\"");
    }
}
