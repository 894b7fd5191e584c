package io.originwall.agent.report;

import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.Removal;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Traffic;
import io.originwall.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How everything stands, in JSON; {@code status} in docs/output.schema.json. */
public final class StatusDocument {
    private StatusDocument() {}

    /**
     * One target.
     *
     * @param status empty where it has not been looked at yet
     * @param lastChange when we last changed it; empty where it was never changed from this state directory
     * @param removed present while its guard is removed by hand
     */
    public record Row(
            String name,
            String type,
            Optional<TargetStatus> status,
            Optional<Instant> lastChange,
            Optional<Removal> removed) {
        public Row(Overview.Standing standing) {
            this(standing.name(), standing.type(), standing.status(), standing.lastChange(), standing.removed());
        }

        /** Is it guarded as the config wants it? */
        public boolean isAsWanted() {
            return removed.isEmpty() && report().map(StatusDocument::standing).equals(Optional.of(Result.IN_SYNC));
        }

        /** Is its guard removed by hand, and not put up since, by a trial or by somebody else? */
        public boolean isRemoved() {
            return removed.isPresent() && guard().isEmpty();
        }

        /** What it enforces; empty where there is no guard, and where that is not known. */
        public Optional<Guard> guard() {
            return status.flatMap(TargetStatus::enforced).map(Enforced::guard).filter(guard -> !guard.isNone());
        }

        public Optional<Traffic> traffic() {
            return status.flatMap(TargetStatus::enforced).flatMap(Enforced::traffic);
        }

        private Optional<TargetReport> report() {
            return status.map(TargetStatus::report);
        }
    }

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
    public static Map<String, Object> of(Optional<Ranges> ranges, List<Row> rows, Optional<ConfigFile> config) {
        Map<String, Object> document = Json.object(
                "ranges",
                ranges.map(RangesDocument::of),
                "targets",
                rows.stream().map(StatusDocument::target).toList());
        config.ifPresent(file -> document.put(
                "config", Json.object("file", file.file(), "state", file.state(), "problems", file.problems())));
        return document;
    }

    private static Map<String, Object> target(Row row) {
        return Json.object(
                "name",
                row.name(),
                "type",
                row.type(),
                "result",
                row.isRemoved() ? "removed" : row.report().map(StatusDocument::standing),
                "pending",
                row.isRemoved() ? 0 : row.report().map(StatusDocument::pending).orElse(0),
                "mode",
                row.guard().map(guard -> lower(guard.mode())),
                "ports",
                row.guard().map(Guard::ports).orElse(List.of()),
                "trialSecondsLeft",
                row.guard().flatMap(Guard::trial).map(Duration::toSeconds),
                "lastChange",
                row.lastChange(),
                "removed",
                row.removed().map(removal -> Json.object("at", removal.at(), "by", removal.by())),
                "traffic",
                row.traffic().map(StatusDocument::traffic),
                "error",
                row.report().flatMap(TargetReport::error));
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
