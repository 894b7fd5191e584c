package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

/** Held against Quartz itself. */
class CronSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 17 * * * ?",
                "0 0/5 * * * ?",
                "0 */15 * * * ?",
                "30 0 0,6,12,18 * * ?",
                "0 10-50/10 8-18 ? * MON-FRI",
                "0 0 3 ? jan,JUL sun",
                "0 0 3 L * ?",
                "0 0 3 LW * ?",
                "0 0 3 L-3 * ?",
                "0 0 3 15W * ?",
                "0 0 3 ? * 6L",
                "0 0 3 ? * 2#1",
                "0 0 3 1 1 ? 2030-2040",
                "  0\t17 * * * ?  "
            })
    void acceptsWhatQuartzAccepts(String expression) {
        assertThat(CronExpression.isValidExpression(expression)).isTrue();
        assertThat(CronSyntax.problem(expression)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "17 * * * *",
                "0 0 0 1 1 ? 2030 0",
                "60 0 * * * ?",
                "0 60 * * * ?",
                "0 0 24 * * ?",
                "0 0 0 0 * ?",
                "0 0 0 32 * ?",
                "0 0 0 ? 13 MON",
                "0 0 0 ? * 8",
                "0 0 0 ? * FOO",
                "0 0 0 ? * ?",
                "0 0 0 * * *",
                "0 50-10 * * * ?",
                "0 5-10-15 * * * ?",
                "0 0/0 * * * ?",
                "0 0/60 * * * ?",
                "0 0/5/5 * * * ?",
                "0 , * * * ?",
                "0 1, * * * ?",
                "0 -1 * * * ?",
                "0 ? * * * ?",
                "0 L * * * ?",
                "0 0 0 W * ?",
                "0 0 0 ? * 2#6",
                "0 0 0 1 1 ? 1969",
                "* 0 * * * ?",
                "0,30 0 * * * ?",
                "0 99999999999 * * * ?"
            })
    void refuses(String expression) {
        assertThat(CronSyntax.problem(expression)).isPresent();
    }

    @Property
    void nothingPassesThatQuartzCouldNotRead(@ForAll("almostCron") String expression) {
        boolean passes = CronSyntax.problem(expression).isEmpty();
        Statistics.label("passes")
                .collect(passes)
                .coverage(check -> check.check(true).percentage(share -> share > 10));

        assertThat(!passes || CronExpression.isValidExpression(expression))
                .as(expression)
                .isTrue();
    }

    /** Sound expressions with one or two fields replaced, so that a good share passes. */
    @Provide
    Arbitrary<String> almostCron() {
        Arbitrary<String> sound = Arbitraries.of("0 0 0 * * ? *", "0 0 0 ? * * *");
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 6);
        return Combinators.combine(sound, place, field(), place, field()).as((base, first, value, second, other) -> {
            List<String> parts = new ArrayList<>(List.of(base.split(" ", -1)));
            parts.set(first, value);
            if (second < first) {
                parts.set(second, other);
            }
            return String.join(" ", parts);
        });
    }

    private static Arbitrary<String> field() {
        Arbitrary<String> value = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(1, 7).map(String::valueOf)),
                Tuple.of(1, Arbitraries.of("0", "08", "23", "59", "MON", "FRI", "JAN", "DEC", "L", "W", "LW", "*")));
        Arbitrary<String> item = Combinators.combine(
                        value, Arbitraries.of("", "", "-7", "/2", "-7/3", "-FRI", "#2", "L", "W", "/7"))
                .as(String::concat);
        return Arbitraries.oneOf(
                Arbitraries.just("*"), item, item.list().ofSize(2).map(items -> String.join(",", items)));
    }
}
