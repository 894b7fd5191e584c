package io.originwall.agent.daemon;

import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How the daemon stands, in one line for {@code systemctl status}. What is wrong comes first. */
final class StatusLine {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private StatusLine() {}

    /**
     * @param observing the names of the targets that let everybody in and only count
     * @param refused when a new config was refused; empty where the last one was taken
     */
    static String of(
            Optional<Ranges> ranges, List<TargetStatus> targets, Set<String> observing, Optional<Instant> refused) {
        return targets(targets, observing)
                + refused.map(when -> "; CONFIG REFUSED at " + MINUTE.format(when) + ", the old one stays")
                        .orElse("")
                + "; " + ranges.map(StatusLine::ranges).orElse("no trustworthy ranges yet");
    }

    private static String targets(List<TargetStatus> targets, Set<String> observing) {
        List<String> failed = targets.stream()
                .filter(target ->
                        target.lastReconciled().isPresent() && target.removed().isEmpty() && !target.isInSync())
                .map(TargetStatus::name)
                .toList();
        if (!failed.isEmpty()) {
            return "FAILED: " + String.join(", ", failed);
        }
        List<String> removed = targets.stream()
                .filter(target -> target.removed().isPresent())
                .map(TargetStatus::name)
                .toList();
        if (!removed.isEmpty()) {
            return "REMOVED by hand: " + String.join(", ", removed) + "; originwall sync puts it up again";
        }
        List<String> waiting = targets.stream()
                .filter(target -> target.lastReconciled().isEmpty())
                .map(TargetStatus::name)
                .toList();
        if (!waiting.isEmpty()) {
            return "Not looked at yet: " + String.join(", ", waiting);
        }
        if (!observing.isEmpty()) {
            return "Only observing: " + String.join(", ", observing)
                    + (observing.size() < targets.size() ? "; guarding the others" : "");
        }
        return targets.size() == 1 ? "Guarding " + targets.get(0).name() : "Guarding " + targets.size() + " targets";
    }

    private static String ranges(Ranges ranges) {
        return ranges.entries().size() + (ranges.entries().size() == 1 ? " block of " : " blocks of ") + ranges.origin()
                + ", " + ranges.state() + ", of "
                + MINUTE.format(ranges.fetchedAt())
                + ranges.rejection()
                        .map(reason -> ", last fetch rejected: " + reason)
                        .orElse("");
    }
}
