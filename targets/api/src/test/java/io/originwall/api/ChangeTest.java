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
}
