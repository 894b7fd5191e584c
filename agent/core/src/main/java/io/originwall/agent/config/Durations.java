package io.originwall.agent.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the config writes them: {@code 90s}, {@code 15m}, {@code 6h}, {@code 3d}, or ISO 8601 ({@code PT15M}). */
public final class Durations {
    /** Ten years: no sum with an instant can overflow. */
    static final Duration LONGEST = Duration.ofDays(3650);

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhd])");

    private Durations() {}

    /**
     * Reads a duration of more than nothing and at most ten years.
     *
     * @throws IllegalArgumentException if the text is anything else; the message says what to write and does not quote the text
     */
    public static Duration parse(String text) {
        Duration duration = read(text);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("a duration must be longer than nothing");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a duration must be at most " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    private static Duration read(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration: write 90s, 15m, 6h, 3d or PT15M", e);
        }
    }
}
