package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notification.About;
import io.originwall.agent.daemon.notify.Notification.State;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventListener;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Ranges;
import io.originwall.api.Change;
import io.originwall.net.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From events to what is to be told of them. Not thread-safe. */
final class EventNotifications implements EventListener {
    /** A target that was left alone for so long is no longer fought over. */
    private static final Duration FIGHT_IS_OVER = Duration.ofHours(1);

    private static final String RANGES = "ranges";
    private static final String CONFIG = "config";
    private static final String STATE = "state";
    private static final String REMOVED = "removed ";
    private static final String FIGHT = "fight ";

    private final ActiveProblems problems;
    private final Map<String, Instant> fights = new HashMap<>();
    private final List<Notification> told = new ArrayList<>();
    private Duration remind = Duration.ZERO;

    /** @param problems what is known to be wrong already */
    EventNotifications(ActiveProblems problems) {
        this.problems = problems;
    }

    List<Notification> of(Event event, Duration remind) {
        this.remind = remind;
        told.clear();
        accept(event);
        return List.copyOf(told);
    }

    /** What is wrong with the ranges and the targets, for the next process; a config and a fight are this one's own. Empty where nothing is new. */
    Optional<byte[]> unsaved() {
        return problems.unsaved(name -> !name.equals(CONFIG) && !name.equals(STATE) && !name.startsWith(FIGHT));
    }

    @Override
    public void synced(Event.Synced synced) {
        TargetReport report = synced.report();
        outcome(report, synced.at());
        // A guard on trial may be gone in a minute.
        if (!report.failed()
                && !synced.wanted().isNone()
                && synced.wanted().trial().isEmpty()) {
            ended(
                    REMOVED + report.name(),
                    synced.at(),
                    Kind.FAILURE,
                    About.TARGET,
                    Optional.of(report.name()),
                    report.name() + " is guarded again");
        }
        if (!report.isChanged() || (synced.isRepair() && isFoughtOver(report.name(), synced.at()))) {
            return;
        }
        tell(
                synced.at(),
                synced.isRepair() ? Kind.DRIFT : Kind.CHANGE,
                State.HAPPENED,
                About.TARGET,
                Optional.of(report.name()),
                (synced.isRepair()
                                ? "somebody changed " + report.name() + "; it is put right: "
                                : report.name() + " was changed (" + synced.cause() + "): ")
                        + counts(report),
                report.changes());
    }

    private void outcome(TargetReport report, Instant at) {
        String name = report.name();
        if (!report.failed()) {
            ended("target " + name, at, Kind.FAILURE, About.TARGET, Optional.of(name), name + " works again");
            return;
        }
        problems.met("target " + name, "", at, remind)
                .ifPresent(met -> tell(
                        at,
                        Kind.FAILURE,
                        met.state(),
                        About.TARGET,
                        Optional.of(name),
                        name
                                + (met.isNew() ? " failed" : " still fails, " + since(met, at))
                                + report.error().map(": "::concat).orElse(""),
                        List.of()));
    }

    private boolean isFoughtOver(String target, Instant now) {
        Optional<Instant> last = Optional.ofNullable(fights.get(target));
        return last.isPresent() && now.isBefore(last.get().plus(FIGHT_IS_OVER));
    }

    @Override
    public void fight(Event.Fight fight) {
        String problem = FIGHT + fight.target();
        if (!isFoughtOver(fight.target(), fight.at())) {
            problems.forget(problem);
        }
        fights.put(fight.target(), fight.at());
        String pause = fight.pause().isZero()
                ? ""
                : ", the next time after " + fight.pause().toSeconds() + " s";
        problems.met(problem, "", fight.at(), remind)
                .ifPresent(met -> tell(
                        fight.at(),
                        Kind.DRIFT,
                        met.state(),
                        About.TARGET,
                        Optional.of(fight.target()),
                        "somebody keeps changing " + fight.target() + (met.isNew() ? "" : " still") + ": put right "
                                + fight.repairs() + " times in a row" + pause
                                + "; look for another program that changes it",
                        List.of()));
    }

    /** Each one is told: they come when it is removed, when a daemon starts, and once a day. */
    @Override
    public void guardRemoved(Event.GuardRemoved removed) {
        problems.met(REMOVED + removed.target(), "", removed.at(), Duration.ZERO)
                .ifPresent(met -> tell(
                        removed.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.TARGET,
                        Optional.of(removed.target()),
                        "the guard of " + removed.target() + " is removed, by " + removed.by() + " at "
                                + removed.since() + ": its ports are open to everybody until originwall sync",
                        List.of()));
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        Ranges ranges = fetched.ranges();
        ended(RANGES, fetched.at(), Kind.REJECTION, About.RANGES, Optional.empty(), "the ranges are good again");
        if (fetched.changed()) {
            changed(fetched.at(), About.RANGES, "the ranges changed: " + blocks(ranges), ranges.problems());
        }
    }

    @Override
    public void rangesRejected(Event.RangesRejected rejected) {
        String stays = rejected.inForce()
                .map(ranges -> "; the list of " + ranges.fetchedAt() + " stays in force")
                .orElse(", and there is none to fall back on: nothing can be guarded");
        problems.met(RANGES, rejected.reason().toString(), rejected.at(), remind)
                .ifPresent(met -> tell(
                        rejected.at(),
                        Kind.REJECTION,
                        met.state(),
                        About.RANGES,
                        Optional.empty(),
                        (met.isNew()
                                        ? "the fetched ranges were not taken"
                                        : "the ranges are still not taken, " + since(met, rejected.at()))
                                + " (" + rejected.reason() + ")" + stays,
                        rejected.problems()));
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reloaded) {
        ended(CONFIG, reloaded.at(), Kind.FAILURE, About.CONFIG, Optional.empty(), "the config is good again");
        changed(reloaded.at(), About.CONFIG, "a new config is in force", reloaded.warnings());
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        problems.met(CONFIG, String.join("\n", refused.problems()), refused.at(), remind)
                .ifPresent(met -> tell(
                        refused.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.CONFIG,
                        Optional.empty(),
                        "a new config was refused, the old one stays in force",
                        refused.problems()));
    }

    @Override
    public void stateProblem(Event.StateProblem state) {
        problems.met(STATE, state.problem(), state.at(), remind)
                .ifPresent(met -> tell(
                        state.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.STATE,
                        Optional.empty(),
                        state.problem(),
                        List.of()));
    }

    private void changed(Instant at, About about, String summary, List<String> details) {
        tell(at, Kind.CHANGE, State.HAPPENED, about, Optional.empty(), summary, details);
    }

    private void ended(String problem, Instant at, Kind kind, About about, Optional<String> target, String summary) {
        problems.ended(problem)
                .ifPresent(since ->
                        tell(at, kind, State.ENDED, about, target, summary + ", after " + age(since, at), List.of()));
    }

    private void tell(
            Instant at, Kind kind, State state, About about, Optional<String> target, String summary, List<?> details) {
        told.add(Notification.of(at, kind, state, about, target, summary, details));
    }

    private static String counts(TargetReport report) {
        Map<Change.Op, Long> counts = report.changes().stream()
                .collect(Collectors.groupingBy(Change::op, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + word(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String word(Change.Op op) {
        return switch (op) {
            case ADD -> "added";
            case REMOVE -> "removed";
            case REPAIR -> "repaired";
        };
    }

    private static String blocks(Ranges ranges) {
        return Stream.of(Family.values())
                .map(family -> ranges.entries().stream()
                                .filter(entry -> entry.block().family() == family)
                                .count() + " " + family)
                .collect(Collectors.joining(" and ", "now ", " blocks"));
    }

    private static String since(ActiveProblems.Met met, Instant now) {
        return "for " + age(met.since(), now) + " and " + met.times() + " times";
    }

    /** In words, and not less than nothing where the clock was set back. */
    private static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
