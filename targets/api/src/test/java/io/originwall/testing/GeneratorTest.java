package io.originwall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        Generator.forAll(100, any -> texts.add(any.text()));
        return texts;
    }

    @Test
    void everyRunSeesTheSameInputsAndEveryTryAnother() {
        assertThat(texts()).hasSize(100).isEqualTo(texts());
        assertThat(texts().stream().distinct().count()).isGreaterThan(80);
    }

    @Test
    void aFailureNamesItsSeed() {
        assertThatThrownBy(() ->
                        Generator.forAll(any -> assertThat(any.between(0, 100)).isNotEqualTo(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)with seed \\d+: .*100.*");
    }

    @Test
    void anExceptionIsAFailureToo() {
        assertThatThrownBy(() -> Generator.forAll(any -> {
                    throw new IOException("closed");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("with seed 0: java.io.IOException: closed");
    }

    @Test
    void bothEndsOfARangeAreReached() {
        List<Integer> seen = new ArrayList<>();
        Generator.forAll(any -> seen.add(any.between(-1_000_000, 1_000_000)));
        assertThat(seen).contains(-1_000_000, 1_000_000);
    }
}
