package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.RangesDocument;
import io.originwall.api.Change;
import io.originwall.json.Json;
import io.originwall.text.ShortList;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints what came of the targets in one cycle: the answer of sync, plan, trial and remove. */
final class CycleView {
    private static final int SHOWN = 60;

    private final Display display;
    private final String inSync;

    CycleView(Display display) {
        this(display, "in sync");
    }

    private CycleView(Display display, String inSync) {
        this.display = display;
        this.inSync = inSync;
    }

    /** The same, with other words for a target where there was nothing to do. */
    CycleView withInSync(String words) {
        return new CycleView(display, words);
    }

    /** Prints the reports and returns {@link ExitCode#OK}, or {@link ExitCode#FAILED} if a target failed. */
    int print(Optional<Ranges> ranges, List<TargetReport> reports) {
        Console console = display.console();
        if (display.json()) {
            ranges.ifPresent(list -> RangesView.warn(list, console));
            console.out().println(Json.text(json(ranges, reports)));
            return code(reports);
        }
        return tell(ranges, reports);
    }

    /** The same for people only. */
    int tell(Optional<Ranges> ranges, List<TargetReport> reports) {
        Console console = display.console();
        ranges.ifPresent(list -> RangesView.warn(list, console));
        ranges.ifPresent(list -> console.out().println(RangesView.text(list, console.clock())));
        reports.forEach(this::print);
        return code(reports);
    }

    private int code(List<TargetReport> reports) {
        Console console = display.console();
        reports.forEach(
                report -> report.error().ifPresent(error -> console.tell("target " + report.name() + ": " + error)));
        return reports.stream().anyMatch(TargetReport::failed) ? ExitCode.FAILED : ExitCode.OK;
    }

    static Map<String, Object> json(Optional<Ranges> ranges, List<TargetReport> reports) {
        Map<String, Object> document = Json.object();
        ranges.ifPresent(list -> document.put("ranges", RangesDocument.of(list)));
        document.put("targets", reports.stream().map(CycleView::json).toList());
        return document;
    }

    private static Map<String, Object> json(TargetReport report) {
        return Json.object(
                "name",
                report.name(),
                "type",
                report.type(),
                "result",
                report.result(),
                "changes",
                report.changes().stream().map(Change::fields).toList(),
                "error",
                report.error(),
                "millis",
                report.millis());
    }

    private void print(TargetReport report) {
        PrintStream out = display.console().out();
        Style style = display.style();
        out.println(style.strong(report.name()) + " (" + report.type() + "): " + summary(report, style));
        report.changes().stream().limit(SHOWN).forEach(change -> out.println("  " + style.change(change)));
        ShortList.rest(report.changes().size(), SHOWN)
                .ifPresent(rest -> out.println("  … " + rest + "; --json lists them all"));
    }

    private String summary(TargetReport report, Style style) {
        return switch (report.result()) {
            case IN_SYNC -> style.good(inSync);
            case CHANGED ->
                style.good("changed") + ", " + counts(report, "added", "removed", "repaired") + ", in "
                        + report.millis() + " ms";
            case PENDING -> counts(report, "to add", "to remove", "to repair");
            case FAILED -> style.bad("failed");
        };
    }

    private static String counts(TargetReport report, String add, String remove, String repair) {
        return count(report, Change.Op.ADD) + " " + add + ", " + count(report, Change.Op.REMOVE) + " " + remove + ", "
                + count(report, Change.Op.REPAIR) + " " + repair;
    }

    private static long count(TargetReport report, Change.Op op) {
        return report.changes().stream().filter(change -> change.op() == op).count();
    }
}
