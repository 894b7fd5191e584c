package io.originwall.agent.report;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.api.Guard;
import io.originwall.api.Traffic;
import io.originwall.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How everything stands, in JSON; {@code status} in docs/output.schema.json. */
public final class StatusDocument {
    private StatusDocument() {}

    /**
     * The config file beside what is enforced.
     *
     * @param file its path
     * @param state of four
     * @param problems of the file, one line each; present where it is refused
     */
    public record ConfigFile(String file, State state, List<String> problems) {
        /** How the file stands to what is enforced. */
        public enum State {
            IN_FORCE,
            /** It is good, and not in force: it was edited and not reloaded, or is another file than the daemon's. */
            NOT_IN_FORCE,
            /** It was on trial and not confirmed: what was accepted before is enforced, also by a daemon that starts. */
            NOT_CONFIRMED,
            REFUSED;

            @Override
            public String toString() {
                return lower(this).replace('_', '-');
            }
        }
    }

    /**
     * The whole document.
     *
     * @param ranges empty where there are none yet
     * @param config empty where nobody asked for it
     */
    public static Map<String, Object> of(
            Optional<Ranges> ranges, List<TargetStatus> targets, Optional<ConfigFile> config) {
        Map<String, Object> document = Json.object(
                "ranges",
                ranges.map(RangesDocument::of),
                "targets",
                targets.stream().map(StatusDocument::target).toList());
        config.ifPresent(file -> document.put(
                "config", Json.object("file", file.file(), "state", file.state(), "problems", file.problems())));
        return document;
    }

    private static Map<String, Object> target(TargetStatus target) {
        return Json.object(
                "name",
                target.name(),
                "type",
                target.type(),
                "result",
                target.isRemoved() ? "removed" : target.report().map(StatusDocument::standing),
                "pending",
                target.isRemoved()
                        ? 0
                        : target.report().map(StatusDocument::pending).orElse(0),
                "mode",
                target.guard().map(guard -> lower(guard.mode())),
                "ports",
                target.guard().map(Guard::ports).orElse(List.of()),
                "trialSecondsLeft",
                target.guard().flatMap(Guard::trial).map(Duration::toSeconds),
                "lastChange",
                target.lastChange(),
                "removed",
                target.removed().map(removal -> Json.object("at", removal.at(), "by", removal.by())),
                "traffic",
                target.traffic().map(StatusDocument::traffic),
                "error",
                target.report().flatMap(TargetReport::error));
    }

    /** What was put right a moment ago is in sync now. */
    private static Result standing(TargetReport report) {
        return report.result() == Result.CHANGED ? Result.IN_SYNC : report.result();
    }

    private static int pending(TargetReport report) {
        return report.result() == Result.CHANGED ? 0 : report.changes().size();
    }

    private static Map<String, Object> traffic(Traffic traffic) {
        return Json.object("ipv4", packets(traffic.ipv4()), "ipv6", packets(traffic.ipv6()));
    }

    private static Map<String, Object> packets(Traffic.Packets packets) {
        return Json.object("allowed", packets.allowed(), "denied", packets.denied());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
