package io.originwall.agent.cli;

import java.time.Duration;

/** A span of time in its largest unit, as people say it. */
final class Age {
    private Age() {}

    static String text(Duration age) {
        if (age.toDays() > 2) {
            return age.toDays() + " d";
        }
        if (age.toHours() > 2) {
            return age.toHours() + " h";
        }
        if (age.toMinutes() > 2) {
            return age.toMinutes() + " min";
        }
        return Math.max(0, age.toSeconds()) + " s";
    }
}
