package io.originwall.agent.daemon.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What sd_watchdog_enabled(3) reads from the environment. */
final class Watchdog {
    private Watchdog() {}

    /** Half of what systemd waits, as it advises; empty where it does not wait, or waits for another process than {@code self}. */
    static Optional<Duration> interval(Map<String, String> environment, long self) {
        OptionalLong waits = number(environment.getOrDefault("WATCHDOG_USEC", ""));
        OptionalLong waitsFor = number(environment.getOrDefault("WATCHDOG_PID", "" + self));
        return waits.isPresent() && waits.getAsLong() > 0 && waitsFor.equals(OptionalLong.of(self))
                ? Optional.of(Duration.ofNanos(waits.getAsLong() * 1000 / 2))
                : Optional.empty();
    }

    private static OptionalLong number(String text) {
        // Thirty years; more would not fit in nanoseconds.
        return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
