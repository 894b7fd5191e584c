package io.originwall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static List<Sample> samples(IntFunction<Sample> each) {
        return IntStream.range(0, 30).mapToObj(each).toList();
    }

    @Test
    void whatStaysTheSameHasNotGrown() {
        assertThat(Sample.grown(samples(i -> new Sample(80 + i % 2, 50, 30 + i % 3, 31, 1, 5, 0))))
                .isEmpty();
    }

    @Test
    void whatOnlyGrowsAtFirstHasNotGrown() {
        assertThat(Sample.grown(samples(i -> new Sample(80 + Math.min(i, 10), 50, 30, 31, 1, 5, 0))))
                .isEmpty();
    }

    @Test
    void oneLeakAMinuteIsSeen() {
        assertThat(Sample.grown(samples(i -> new Sample(80, 50, 30, 31 + i, 1, 5, 0))))
                .containsExactly("open descriptors: from 45.5 to 55.5");
        assertThat(Sample.grown(samples(i -> new Sample(80, 50, 30 + i, 31, 1, 5, 0))))
                .containsExactly("threads: from 44.5 to 54.5");
    }

    @Test
    void aQuarterOfAMegabyteAMinuteIsSeen() {
        assertThat(Sample.grown(samples(i -> new Sample(80 + i / 4.0, 50 + i / 4.0, 30, 31, 1, 5, 0))))
                .hasSize(2);
    }

    @Test
    void oneChildThatStaysIsSeen() {
        assertThat(Sample.grown(samples(i -> new Sample(80, 50, 30, 31, i < 20 ? 1 : 2, 5, 0))))
                .containsExactly("child processes: from 1 to 2");
    }
}
