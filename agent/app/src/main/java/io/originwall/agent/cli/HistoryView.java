package io.originwall.agent.cli;

import io.originwall.agent.journal.JournalReader.History;
import io.originwall.agent.log.Printable;
import io.originwall.json.Json;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints the journal: a line an entry, with {@code -v} all of it. */
final class HistoryView {
    private final Originwall root;

    HistoryView(Originwall root) {
        this.root = root;
    }

    void print(History history) {
        Console console = root.console();
        history.problems().forEach(console::warn);
        if (root.json()) {
            printDocument(history);
            return;
        }
        if (history.lines().isEmpty()) {
            console.out().println("nothing was changed");
        }
        if (history.more()) {
            console.out().println("… earlier ones: see --limit");
        }
        history.entries().map(HistoryView::printable).forEach(this::print);
    }

    /** Line by line, as they are JSON already: all of them together may not fit into memory as a tree. */
    private void printDocument(History history) {
        PrintStream out = root.console().out();
        out.print("{\"entries\":[");
        String comma = "";
        for (String line : history.lines()) {
            out.print(comma);
            out.print(Printable.of(line));
            comma = ",";
        }
        String rest = Json.text(Json.object("more", history.more(), "problems", history.problems()));
        out.println("]," + rest.substring(1));
    }

    /** Some of an entry comes from the network or from another tool. */
    private static Map<String, Object> printable(Map<?, ?> entry) {
        Map<String, Object> printable = new LinkedHashMap<>();
        entry.forEach((key, value) -> printable.put(Printable.of(String.valueOf(key)), printable(value)));
        return printable;
    }

    private static Object printable(Object value) {
        if (value instanceof String text) {
            return Printable.of(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(HistoryView::printable).toList();
        }
        return value instanceof Map<?, ?> map ? printable(map) : value;
    }

    private void print(Map<String, Object> entry) {
        PrintStream out = root.console().out();
        Instant at = Instant.parse(text(entry, "at")).truncatedTo(ChronoUnit.SECONDS);
        out.println(at + "  " + summary(entry));
        if (root.verbose()) {
            details(entry).forEach(line -> out.println("  " + line));
        }
    }

    private String summary(Map<String, Object> entry) {
        return switch (text(entry, "kind")) {
            case "change" -> change(entry);
            case "ranges" -> ranges(entry);
            case "config" ->
                "config: "
                        + ("taken".equals(entry.get("outcome"))
                                ? "a new one is in force"
                                : root.style().bad("refused") + first(entry, "problems"));
            case "gap" -> text(entry, "lines") + " entries are missing: the disk did not take them";
            default -> text(entry, "kind") + ": " + text(entry, "outcome");
        };
    }

    private String change(Map<String, Object> entry) {
        String what = counts(entry) + " (" + text(entry, "cause") + ")";
        String outcome = "changed".equals(entry.get("outcome"))
                ? root.style().good("changed") + ", " + what
                : root.style().bad("failed") + ", " + what + ": " + text(entry, "error");
        long repeats = number(entry, "repeats");
        return root.style().strong(text(entry, "target")) + ": " + outcome
                + (repeats == 0 ? "" : "; the failure before came " + repeats + " more times");
    }

    private static String counts(Map<String, Object> entry) {
        return number(entry, "added") + " added, " + number(entry, "removed") + " removed, " + number(entry, "repaired")
                + " repaired";
    }

    private String ranges(Map<String, Object> entry) {
        String blocks = text(entry, "ipv4") + " IPv4 and " + text(entry, "ipv6") + " IPv6 blocks";
        return "ranges: "
                + switch (text(entry, "outcome")) {
                    case "taken" -> root.style().good("changed") + ", now " + blocks;
                    case "confirmed" -> "good again, unchanged";
                    default ->
                        root.style().bad("rejected") + " (" + text(entry, "reason") + ")" + first(entry, "problems");
                };
    }

    private List<String> details(Map<String, Object> entry) {
        if (!"change".equals(entry.get("kind"))) {
            return list(entry, "problems").stream().map(Object::toString).toList();
        }
        List<Object> changes = list(entry, "changes");
        long all = number(entry, "added") + number(entry, "removed") + number(entry, "repaired");
        String guards = "was " + guard(entry, "before") + "; is " + guard(entry, "after");
        String cut = all > changes.size() ? "\n… and " + (all - changes.size()) + " more, which were not kept" : "";
        String lines = changes.stream().map(this::line).collect(Collectors.joining("\n"));
        return (lines + cut + "\n" + guards).strip().lines().toList();
    }

    private String line(Object change) {
        if (!(change instanceof Map<?, ?> fields)) {
            return String.valueOf(change);
        }
        String what = String.valueOf(fields.get("what"));
        return switch (String.valueOf(fields.get("op"))) {
            case "add" -> root.style().good("+ " + what);
            case "remove" -> root.style().bad("- " + what);
            default -> "~ " + what;
        };
    }

    private static String guard(Map<String, Object> entry, String key) {
        if (!(entry.get(key) instanceof Map<?, ?> guard)) {
            return "unknown";
        }
        if (!(guard.get("mode") instanceof String mode)) {
            return "no guard";
        }
        String ports = guard.get("ports") instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : "";
        String trial = guard.get("trialSeconds") instanceof Number seconds ? ", on trial for " + seconds + " s" : "";
        return mode + " " + ports + ", " + guard.get("ipv4") + " IPv4 and " + guard.get("ipv6") + " IPv6 blocks ("
                + guard.get("allow") + ")" + trial;
    }

    private static String first(Map<String, Object> entry, String key) {
        return list(entry, key).stream()
                .findFirst()
                .map(problem -> ": " + problem)
                .orElse("");
    }

    private static List<Object> list(Map<String, Object> entry, String key) {
        return entry.get(key) instanceof List<?> list ? List.copyOf(list) : List.of();
    }

    private static long number(Map<String, Object> entry, String key) {
        return entry.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /** What stands there, whatever it is. */
    private static String text(Map<String, Object> entry, String key) {
        return Optional.ofNullable(entry.get(key))
                .filter(value -> !(value instanceof Optional<?>))
                .map(String::valueOf)
                .orElse("?");
    }
}
