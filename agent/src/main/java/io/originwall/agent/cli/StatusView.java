package io.originwall.agent.cli;

import io.originwall.agent.json.Json;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.TargetReport;
import io.originwall.agent.sync.TargetStatus;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Traffic;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints how the targets stand. */
final class StatusView {
    private final Originwall root;

    StatusView(Originwall root) {
        this.root = root;
    }

    /**
     * One target.
     *
     * @param lastChange when we last changed it; empty where it was never changed from this state directory
     */
    record Row(TargetStatus status, Optional<Instant> lastChange) {
        private TargetReport report() {
            return status.report();
        }

        private Optional<Guard> guard() {
            return status.enforced().map(Enforced::guard).filter(guard -> !guard.isNone());
        }

        private Optional<Traffic> traffic() {
            return status.enforced().flatMap(Enforced::traffic);
        }
    }

    void print(Ranges ranges, List<Row> rows) {
        Console console = root.console();
        RangesView.warn(ranges, console);
        if (root.json()) {
            console.out()
                    .println(Json.text(Json.object(
                            "ranges",
                            RangesView.json(ranges),
                            "targets",
                            rows.stream().map(StatusView::json).toList())));
        } else {
            console.out().println(RangesView.text(ranges, console.clock()));
            rows.forEach(this::print);
        }
        rows.forEach(row -> row.report()
                .error()
                .ifPresent(error -> console.err()
                        .println("originwall: target " + row.report().name() + ": " + error)));
    }

    private void print(Row row) {
        PrintStream out = root.console().out();
        out.println(root.style().strong(row.report().name()) + " ("
                + row.report().type() + "): " + state(row.report()) + mode(row) + lastChange(row));
        row.traffic().ifPresent(traffic -> {
            String denied =
                    row.guard().filter(guard -> guard.mode() == Mode.OBSERVE).isPresent()
                            ? " would have been denied"
                            : " denied";
            print(out, "IPv4", traffic.ipv4(), denied);
            print(out, "IPv6", traffic.ipv6(), denied);
        });
    }

    private static void print(PrintStream out, String family, Traffic.Packets packets, String denied) {
        out.println("  " + family + " packets: " + packets.allowed() + " allowed, " + packets.denied() + denied);
    }

    private String state(TargetReport report) {
        return switch (report.result()) {
            case IN_SYNC, CHANGED -> root.style().good("in sync");
            case PENDING ->
                root.style().bad("not in sync") + " (" + report.changes().size()
                        + (report.changes().size() == 1 ? " change" : " changes") + " pending, see originwall plan)";
            case FAILED -> root.style().bad("failed");
        };
    }

    private static String mode(Row row) {
        if (row.report().failed()) {
            return "";
        }
        return row.guard()
                .map(guard -> ", " + lower(guard.mode())
                        + guard.trial()
                                .map(left -> ", on trial for " + Age.text(left) + " more")
                                .orElse(""))
                .orElse(", no guard");
    }

    private String lastChange(Row row) {
        return row.lastChange()
                .map(then -> Duration.between(then, root.console().clock().instant()))
                .map(age -> ", last change " + Age.text(age) + " ago")
                .orElse("");
    }

    private static Map<String, Object> json(Row row) {
        return Json.object(
                "name",
                row.report().name(),
                "type",
                row.report().type(),
                "result",
                row.report().result(),
                "pending",
                row.report().changes().size(),
                "mode",
                row.guard().map(guard -> lower(guard.mode())),
                "ports",
                row.guard().map(Guard::ports).orElse(List.of()),
                "trialSecondsLeft",
                row.guard().flatMap(Guard::trial).map(Duration::toSeconds),
                "lastChange",
                row.lastChange(),
                "traffic",
                row.traffic().map(StatusView::json),
                "error",
                row.report().error());
    }

    private static Map<String, Object> json(Traffic traffic) {
        return Json.object("ipv4", json(traffic.ipv4()), "ipv6", json(traffic.ipv6()));
    }

    private static Map<String, Object> json(Traffic.Packets packets) {
        return Json.object("allowed", packets.allowed(), "denied", packets.denied());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
