package io.originwall.agent.log;

import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventListener;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Ranges;
import io.originwall.json.Json;
import io.originwall.net.Family;
import io.originwall.text.ShortList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells each event as one line of the log. The keys are an interface: people's parsers lean on them, docs/logs.md lists them. DEBUG where
 * nothing changed, INFO for a change of ours, WARN for what somebody else did, ERROR where something is not as it should be. Safe for use by
 * several threads.
 */
public final class EventLog implements EventListener {
    private static final int CHANGES_SHOWN = 3;

    private final Logger log;
    private final FailureSuppressor failing = new FailureSuppressor();

    /** After the last repair. */
    private static final Duration FIGHT_IS_OVER = Duration.ofSeconds(30);

    private final Map<String, Instant> foughtUntil = new ConcurrentHashMap<>();

    public EventLog() {
        this(LoggerFactory.getLogger(EventLog.class));
    }

    EventLog(Logger log) {
        this.log = log;
    }

    @Override
    public void fight(Event.Fight fight) {
        foughtUntil.put(fight.target(), fight.at().plus(FIGHT_IS_OVER));
        write(
                Level.WARN,
                fields(
                        "fight",
                        "target",
                        fight.target(),
                        "repairs",
                        fight.repairs(),
                        "pause-millis",
                        fight.pause().toMillis()));
    }

    @Override
    public void guardRemoved(Event.GuardRemoved removed) {
        write(
                Level.WARN,
                fields("guard-removed", "target", removed.target(), "by", removed.by(), "since", removed.since()));
    }

    @Override
    public void watchRestarted(Event.WatchRestarted restarted) {
        write(Level.WARN, fields("watch-restarted", "target", restarted.target()));
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reloaded) {
        Level level = reloaded.warnings().isEmpty() ? Level.INFO : Level.WARN;
        write(level, with(fields("config-reloaded"), "warnings", reloaded.warnings()));
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        write(Level.ERROR, with(fields("config-refused"), "problems", refused.problems()));
    }

    @Override
    public void clockJumped(Event.ClockJumped jumped) {
        write(Level.WARN, fields("clock-jumped", "by-millis", jumped.by().toMillis()));
    }

    @Override
    public void stateProblem(Event.StateProblem state) {
        write(Level.WARN, fields("state-problem", "problem", state.problem()));
    }

    /** The fight was told; each of its repairs would be a line a second. */
    private boolean isOfFight(Event.Synced synced) {
        Instant until = foughtUntil.getOrDefault(synced.report().name(), Instant.MIN);
        if (!synced.isRepair() || synced.at().isAfter(until)) {
            return false;
        }
        foughtUntil.put(synced.report().name(), synced.at().plus(FIGHT_IS_OVER));
        return true;
    }

    @Override
    public void synced(Event.Synced synced) {
        TargetReport report = synced.report();
        Optional<FailureSuppressor.Row> row =
                report.failed() ? failing.failed(report, synced.at()) : failing.worked(report, synced.at());
        Level repair = isOfFight(synced) ? Level.DEBUG : Level.WARN;
        Level level = switch (report.result()) {
            case FAILED -> row.isPresent() ? Level.ERROR : synced.isRepair() ? repair : Level.DEBUG;
            case CHANGED -> synced.isRepair() ? repair : Level.INFO;
            case PENDING -> Level.INFO;
            case IN_SYNC -> row.isPresent() ? Level.INFO : Level.DEBUG;
        };
        Map<String, Object> fields = fields(
                "synced",
                "target",
                report.name(),
                "cause",
                synced.cause(),
                "result",
                report.result(),
                "changes",
                report.changes().size(),
                "millis",
                report.millis());
        with(fields, "what", ShortList.of(report.changes(), CHANGES_SHOWN));
        row.ifPresent(found -> {
            fields.put(report.failed() ? "failures" : "recovered-after", found.failures());
            fields.put("failing-millis", found.time().toMillis());
        });
        report.error().ifPresent(error -> fields.put("error", error));
        write(level, fields);
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        Ranges ranges = fetched.ranges();
        boolean troubled = !ranges.problems().isEmpty();
        Level level = troubled ? Level.WARN : fetched.changed() ? Level.INFO : Level.DEBUG;
        Map<String, Object> fields = fields("ranges-fetched", "origin", ranges.origin(), "changed", fetched.changed());
        count(ranges, fields);
        write(level, with(fields, "problems", ranges.problems()));
    }

    /** Each time: a rejection is rare, and comes at most as often as a fetch. */
    @Override
    public void rangesRejected(Event.RangesRejected rejected) {
        Map<String, Object> fields = fields("ranges-rejected", "reason", rejected.reason());
        rejected.inForce()
                .ifPresentOrElse(
                        ranges -> {
                            fields.put("in-force", ranges.state());
                            count(ranges, fields);
                            fields.put("fetched-at", ranges.fetchedAt());
                        },
                        () -> fields.put("in-force", "none"));
        Level level = rejected.inForce().isPresent() ? Level.WARN : Level.ERROR;
        write(level, with(fields, "problems", rejected.problems()));
    }

    private static void count(Ranges ranges, Map<String, Object> fields) {
        for (Family family : Family.values()) {
            long blocks = ranges.entries().stream()
                    .filter(entry -> entry.block().family() == family)
                    .count();
            fields.put(family.toString().toLowerCase(Locale.ROOT), blocks);
        }
    }

    /** Keys and values in turn. */
    private static Map<String, Object> fields(String event, Object... others) {
        Map<String, Object> fields = Json.object("event", event);
        fields.putAll(Json.object(others));
        return fields;
    }

    private static Map<String, Object> with(Map<String, Object> fields, String key, List<String> items) {
        if (!items.isEmpty()) {
            fields.put(key, items);
        }
        return fields;
    }

    private void write(Level level, Map<String, Object> fields) {
        LoggingEventBuilder line = log.atLevel(level);
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        line.log();
    }
}
