package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.json.Json;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.StatusDocument;
import io.originwall.agent.report.StatusDocument.Row;
import io.originwall.api.Mode;
import io.originwall.api.Traffic;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints how the targets stand. */
final class StatusView {
    private final Originwall root;

    StatusView(Originwall root) {
        this.root = root;
    }

    void print(Ranges ranges, List<Row> rows) {
        Console console = root.console();
        RangesView.warn(ranges, console);
        if (root.json()) {
            console.out().println(Json.text(StatusDocument.of(Optional.of(ranges), rows)));
        } else {
            console.out().println(RangesView.text(ranges, console.clock()));
            rows.forEach(this::print);
        }
        rows.forEach(row -> report(row)
                .error()
                .ifPresent(error -> console.err()
                        .println("originwall: target " + report(row).name() + ": " + error)));
    }

    private void print(Row row) {
        PrintStream out = root.console().out();
        out.println(root.style().strong(report(row).name()) + " (" + report(row).type() + "): " + state(report(row))
                + mode(row) + lastChange(row));
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
        if (report(row).failed()) {
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

    /** A command prints only what it has looked at. */
    private static TargetReport report(Row row) {
        return row.status().map(TargetStatus::report).orElseThrow();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
