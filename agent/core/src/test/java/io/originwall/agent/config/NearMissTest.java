package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {
    private static final List<String> KNOWN =
            List.of("ports", "mode", "deny-with", "removal-grace", "cross-check", "url", "every", "ipv4", "ipv6");

    @ParameterizedTest
    @CsvSource({
        "port, ports",
        "prots, ports",
        "Ports, ports",
        "denyWith, deny-with",
        "deny_with, deny-with",
        "deny, deny-with",
        "removal-graze, removal-grace",
        "removal.period, ''",
        "crosscheck, cross-check",
        "cros-chek, cross-check",
        "uri, url",
        "ipv5, ipv4",
        "mo, ''",
        "node, mode",
        "when, ''"
    })
    void guesses(String given, String meant) {
        assertThat(NearMiss.of(given, KNOWN).orElse("")).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "  "})
    void hasNoGuessForNothing(String given) {
        assertThat(NearMiss.of(given, KNOWN)).isEmpty();
    }

    @Test
    void doesNotMeasureAMegabyte() {
        assertThat(NearMiss.of("ports".repeat(200_000), KNOWN)).isEmpty();
    }
}
