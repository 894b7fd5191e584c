package io.originwall.agent.config;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.testing.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
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

    @Test
    void nothingPassesThatQuartzCouldNotRead() {
        AtomicInteger passed = new AtomicInteger();
        forAll(any -> {
            String expression = almostCron(any);
            boolean passes = CronSyntax.problem(expression).isEmpty();
            if (passes) {
                passed.incrementAndGet();
            }
            assertThat(!passes || CronExpression.isValidExpression(expression))
                    .as(expression)
                    .isTrue();
        });
        assertThat(passed)
                .as("a property of few sound expressions shows little")
                .hasValueGreaterThan(100);
    }

    /** Sound expressions with one or two fields replaced, so that a good share passes. */
    private static String almostCron(Generator any) {
        String sound = any.flag() ? "0 0 0 * * ? *" : "0 0 0 ? * * *";
        List<String> parts = new ArrayList<>(List.of(sound.split(" ", -1)));
        int first = any.between(0, 6);
        parts.set(first, field(any));
        int second = any.between(0, 6);
        if (second < first) {
            parts.set(second, field(any));
        }
        return String.join(" ", parts);
    }

    private static String field(Generator any) {
        return switch (any.between(0, 2)) {
            case 0 -> "*";
            case 1 -> item(any);
            default -> item(any) + "," + item(any);
        };
    }

    private static String item(Generator any) {
        String value = any.between(1, 7) > 1
                ? String.valueOf(any.between(1, 7))
                : any.oneOf(List.of("0", "08", "23", "59", "MON", "FRI", "JAN", "DEC", "L", "W", "LW", "*"));
        return value + any.oneOf(List.of("", "", "-7", "/2", "-7/3", "-FRI", "#2", "L", "W", "/7"));
    }
}
