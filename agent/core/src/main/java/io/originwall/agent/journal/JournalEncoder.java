package io.originwall.agent.journal;

import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventListener;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.json.Json;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.text.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * From events to the journal's lines; nothing for one that changed nothing. A failure that repeats itself is one line, and how often it did
 * so stands in the target's next one. Not thread-safe.
 */
final class JournalEncoder implements EventListener {
    /** Of the lines' format. A reader leaves lines of a later one alone; a new key needs no new version. */
    static final int VERSION = 1;

    private static final int MAX_CHANGES = 1000;
    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_TEXT_LENGTH = 1000;

    private final Map<String, Failure> failures = new HashMap<>();
    private final Consumer<String> written;
    private Optional<Rejection> rejection;

    /**
     * @param rejection why the last fetch was not taken, which has its line
     * @param written gets each line
     */
    JournalEncoder(Optional<Rejection> rejection, Consumer<String> written) {
        this.rejection = rejection;
        this.written = written;
    }

    /** The last failure of a target, and how often it came back since it was written down. */
    private record Failure(Optional<String> error, int changes, int repeats) {
        boolean isSame(TargetReport report) {
            return error.equals(report.error()) && changes == report.changes().hashCode();
        }

        Failure again() {
            return new Failure(error, changes, repeats + 1);
        }
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reloaded) {
        config(reloaded.at(), "taken", reloaded.warnings());
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        config(refused.at(), "refused", refused.problems());
    }

    /** Some lines could not be written, and were too many to be kept until they could. */
    static String lost(Instant at, long lines) {
        return line(at, "gap", "lost", Json.object("lines", lines));
    }

    @Override
    public void synced(Event.Synced synced) {
        TargetReport report = synced.report();
        boolean attempted = report.failed() && !report.changes().isEmpty();
        Optional<Failure> last = Optional.ofNullable(failures.get(report.name()));
        if (attempted && last.filter(failure -> failure.isSame(report)).isPresent()) {
            failures.computeIfPresent(report.name(), (name, failure) -> failure.again());
            return;
        }
        if (!attempted && report.result() != Result.CHANGED) {
            return;
        }
        if (attempted) {
            failures.put(
                    report.name(), new Failure(report.error(), report.changes().hashCode(), 0));
        } else {
            failures.remove(report.name());
        }
        written.accept(change(synced, last.map(Failure::repeats).orElse(0)));
    }

    private static String change(Event.Synced synced, int repeats) {
        TargetReport report = synced.report();
        return line(
                synced.at(),
                "change",
                report.result().toString(),
                Json.object(
                        "cause", synced.cause(),
                        "target", report.name(),
                        "type", report.type(),
                        "added", count(report, Change.Op.ADD),
                        "removed", count(report, Change.Op.REMOVE),
                        "repaired", count(report, Change.Op.REPAIR),
                        "changes",
                                report.changes().stream()
                                        .limit(MAX_CHANGES)
                                        .map(JournalEncoder::change)
                                        .toList(),
                        "before", report.before().map(JournalEncoder::guard),
                        "after", report.failed() ? Optional.empty() : guard(synced.wanted()),
                        "error", report.error().map(JournalEncoder::bounded),
                        "repeats", repeats,
                        "millis", report.millis()));
    }

    private static long count(TargetReport report, Change.Op op) {
        return report.changes().stream().filter(change -> change.op() == op).count();
    }

    private static Map<String, Object> change(Change change) {
        return Json.object("op", lower(change.op()), "what", bounded(change.what()));
    }

    private static Map<String, Object> guard(Guard guard) {
        boolean none = guard.isNone();
        return Json.object(
                "mode", none ? Optional.empty() : lower(guard.mode()),
                "denyWith", none ? Optional.empty() : lower(guard.denyWith()),
                "ports", guard.ports(),
                "ipv4", blocks(guard.allow(), Family.IPV4),
                "ipv6", blocks(guard.allow(), Family.IPV6),
                "allow", none ? Optional.empty() : digest(guard.allow()),
                "trialSeconds", guard.trial().map(Duration::toSeconds));
    }

    private static int blocks(AddressSet addresses, Family family) {
        return addresses.of(family).blocks().size();
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        boolean wasRejected = rejection.isPresent();
        rejection = Optional.empty();
        if (!fetched.changed() && !wasRejected) {
            return;
        }
        String outcome = fetched.changed() ? "taken" : "confirmed";
        ranges(
                fetched.at(),
                outcome,
                Optional.empty(),
                Optional.of(fetched.ranges()),
                fetched.ranges().problems());
    }

    /** Changes nothing; that the list in force is no longer what the source says is still worth a line. */
    @Override
    public void rangesRejected(Event.RangesRejected rejected) {
        boolean told = rejection.equals(Optional.of(rejected.reason()));
        rejection = Optional.of(rejected.reason());
        if (!told) {
            ranges(rejected.at(), "rejected", rejection, rejected.inForce(), rejected.problems());
        }
    }

    private void ranges(
            Instant at, String outcome, Optional<Rejection> reason, Optional<Ranges> inForce, List<String> problems) {
        Optional<AddressSet> addresses = inForce.map(ranges -> AddressSet.ofBlocks(
                ranges.entries().stream().map(RangeEntry::block).toList()));
        written.accept(line(
                at,
                "ranges",
                outcome,
                Json.object(
                        "reason", reason,
                        "origin", inForce.map(Ranges::origin),
                        "fetchedAt", inForce.map(Ranges::fetchedAt),
                        "etag", inForce.flatMap(Ranges::etag).map(JournalEncoder::bounded),
                        "ipv4", addresses.map(set -> blocks(set, Family.IPV4)),
                        "ipv6", addresses.map(set -> blocks(set, Family.IPV6)),
                        "blocks", addresses.map(JournalEncoder::digest),
                        "problems", bounded(problems))));
    }

    /** A short name for people to compare: equal sets have equal ones. No protection against anybody. */
    static String digest(AddressSet addresses) {
        return Sha256.ofLines(addresses.ranges().stream().map(range -> range.first() + "-" + range.last()))
                .substring(0, 12);
    }

    private void config(Instant at, String outcome, List<String> problems) {
        written.accept(line(at, "config", outcome, Json.object("problems", bounded(problems))));
    }

    private static String line(Instant at, String kind, String outcome, Map<String, Object> more) {
        Map<String, Object> line = Json.object("v", VERSION, "at", at, "kind", kind, "outcome", outcome);
        line.putAll(more);
        return Json.text(line);
    }

    private static List<String> bounded(List<String> texts) {
        return texts.stream().limit(MAX_PROBLEMS).map(JournalEncoder::bounded).toList();
    }

    private static String bounded(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
