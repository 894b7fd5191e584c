package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notice.About;
import io.originwall.agent.daemon.notify.Notice.State;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From events to what is to be told of them. Not thread-safe. */
final class Notices implements EventListener {
    /** A target that was left alone for so long is no longer fought over. */
    private static final Duration FIGHT_IS_OVER = Duration.ofHours(1);

    private static final String RANGES = "ranges";
    private static final String CONFIG = "config";
    private static final String STATE = "state";
    private static final String REMOVED = "removed ";
    private static final String FIGHT = "fight ";

    private final Problems problems;
    private final Map<String, Instant> fights = new HashMap<>();
    private final List<Notice> told = new ArrayList<>();
    private Duration remind = Duration.ZERO;

    /** @param problems what is known to be wrong already */
    Notices(Problems problems) {
        this.problems = problems;
    }

    List<Notice> of(Event event, Duration remind) {
        this.remind = remind;
        told.clear();
        accept(event);
        return List.copyOf(told);
    }

    @Override
    public void synced(Event.Synced synced) {
        outcome(synced).ifPresent(told::add);
        guardedAgain(synced).ifPresent(told::add);
        change(synced).ifPresent(told::add);
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        goodRanges(fetched.at()).ifPresent(told::add);
        if (fetched.changed()) {
            told.add(happened(
                    fetched.at(),
                    Kind.CHANGE,
                    About.RANGES,
                    "the ranges changed: " + blocks(fetched.ranges()),
                    fetched.ranges().problems()));
        }
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reloaded) {
        problems.ended(CONFIG)
                .map(past -> ended(reloaded.at(), Kind.FAILURE, About.CONFIG, "the config is good again"))
                .ifPresent(told::add);
        told.add(happened(reloaded.at(), Kind.CHANGE, About.CONFIG, "a new config is in force", reloaded.warnings()));
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        problems.met(CONFIG, String.join("\n", refused.problems()), refused.at(), remind)
                .map(met -> problem(
                        refused.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.CONFIG,
                        Optional.empty(),
                        "a new config was refused, the old one stays in force",
                        refused.problems()))
                .ifPresent(told::add);
    }

    @Override
    public void stateProblem(Event.StateProblem state) {
        problems.met(STATE, state.problem(), state.at(), remind)
                .map(met -> problem(
                        state.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.STATE,
                        Optional.empty(),
                        state.problem(),
                        List.of()))
                .ifPresent(told::add);
    }

    /** What is wrong with the ranges and the targets, for the next process; a config and a fight are this one's own. Empty where nothing is new. */
    Optional<byte[]> unsaved() {
        return problems.unsaved(name -> !name.equals(CONFIG) && !name.equals(STATE) && !name.startsWith(FIGHT));
    }

    /** Each one is told: they come when it is removed, when a daemon starts, and once a day. */
    @Override
    public void guardRemoved(Event.GuardRemoved removed) {
        problems.met(REMOVED + removed.target(), "", removed.at(), Duration.ZERO)
                .map(met -> problem(
                        removed.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.TARGET,
                        Optional.of(removed.target()),
                        "the guard of " + removed.target() + " is removed, by " + removed.by() + " at "
                                + removed.since() + ": its ports are open to everybody until originwall sync",
                        List.of()))
                .ifPresent(told::add);
    }

    private Optional<Notice> guardedAgain(Event.Synced synced) {
        TargetReport report = synced.report();
        // A guard on trial may be gone in a minute.
        return report.failed()
                        || synced.wanted().isNone()
                        || synced.wanted().trial().isPresent()
                ? Optional.empty()
                : problems.ended(REMOVED + report.name())
                        .map(past -> new Notice(
                                synced.at(),
                                Kind.FAILURE,
                                State.ENDED,
                                About.TARGET,
                                Optional.of(report.name()),
                                report.name() + " is guarded again, after " + age(past.since(), synced.at()),
                                Details.NONE,
                                1));
    }

    private Optional<Notice> outcome(Event.Synced synced) {
        TargetReport report = synced.report();
        String name = report.name();
        Optional<String> target = Optional.of(name);
        if (!report.failed()) {
            return problems.ended("target " + name)
                    .map(past -> new Notice(
                            synced.at(),
                            Kind.FAILURE,
                            State.ENDED,
                            About.TARGET,
                            target,
                            name + " works again, after " + age(past.since(), synced.at()),
                            Details.NONE,
                            1));
        }
        return problems.met("target " + name, "", synced.at(), remind)
                .map(met -> problem(
                        synced.at(),
                        Kind.FAILURE,
                        met.state(),
                        About.TARGET,
                        target,
                        name
                                + (met.state() == State.BEGAN ? " failed" : " still fails, " + since(met, synced.at()))
                                + report.error().map(": "::concat).orElse(""),
                        List.of()));
    }

    private Optional<Notice> change(Event.Synced synced) {
        TargetReport report = synced.report();
        if (!report.isChanged() || (synced.isRepair() && isFoughtOver(report.name(), synced.at()))) {
            return Optional.empty();
        }
        String summary = synced.isRepair()
                ? "somebody changed " + report.name() + "; it is put right: " + counts(report)
                : report.name() + " was changed (" + synced.cause() + "): " + counts(report);
        return Optional.of(new Notice(
                synced.at(),
                synced.isRepair() ? Kind.DRIFT : Kind.CHANGE,
                State.HAPPENED,
                About.TARGET,
                Optional.of(report.name()),
                summary,
                Details.of(report.changes()),
                1));
    }

    private boolean isFoughtOver(String target, Instant now) {
        Optional<Instant> last = Optional.ofNullable(fights.get(target));
        return last.isPresent() && now.isBefore(last.get().plus(FIGHT_IS_OVER));
    }

    @Override
    public void fight(Event.Fight fight) {
        String problem = FIGHT + fight.target();
        if (!isFoughtOver(fight.target(), fight.at())) {
            Optional<Problems.Past> unused = problems.ended(problem);
        }
        fights.put(fight.target(), fight.at());
        problems.met(problem, "", fight.at(), remind)
                .map(met -> problem(
                        fight.at(),
                        Kind.DRIFT,
                        met.state(),
                        About.TARGET,
                        Optional.of(fight.target()),
                        "somebody keeps changing " + fight.target() + (met.state() == State.BEGAN ? "" : " still")
                                + ": put right " + fight.repairs() + " times in a row"
                                + (fight.pause().isZero()
                                        ? ""
                                        : ", the next time after "
                                                + fight.pause().toSeconds() + " s")
                                + "; look for another program that changes it",
                        List.of()))
                .ifPresent(told::add);
    }

    private Optional<Notice> goodRanges(Instant at) {
        return problems.ended(RANGES)
                .map(past -> ended(
                        at, Kind.REJECTION, About.RANGES, "the ranges are good again, after " + age(past.since(), at)));
    }

    @Override
    public void rangesRejected(Event.RangesRejected rejected) {
        String stays = rejected.inForce()
                .map(ranges -> "; the list of " + ranges.fetchedAt() + " stays in force")
                .orElse(", and there is none to fall back on: nothing can be guarded");
        problems.met(RANGES, rejected.reason().toString(), rejected.at(), remind)
                .map(met -> problem(
                        rejected.at(),
                        Kind.REJECTION,
                        met.state(),
                        About.RANGES,
                        Optional.empty(),
                        (met.state() == State.BEGAN
                                        ? "the fetched ranges were not taken"
                                        : "the ranges are still not taken, " + since(met, rejected.at()))
                                + " (" + rejected.reason() + ")" + stays,
                        rejected.problems()))
                .ifPresent(told::add);
    }

    private static Notice happened(Instant at, Kind kind, About about, String summary, List<String> details) {
        return new Notice(at, kind, State.HAPPENED, about, Optional.empty(), summary, Details.of(details), 1);
    }

    private static Notice ended(Instant at, Kind kind, About about, String summary) {
        return new Notice(at, kind, State.ENDED, about, Optional.empty(), summary, Details.NONE, 1);
    }

    private static Notice problem(
            Instant at,
            Kind kind,
            State state,
            About about,
            Optional<String> target,
            String summary,
            List<String> details) {
        return new Notice(at, kind, state, about, target, summary, Details.of(details), 1);
    }

    private static String counts(TargetReport report) {
        List<String> counts = new ArrayList<>();
        for (Change.Op op : Change.Op.values()) {
            long count = report.changes().stream()
                    .filter(change -> change.op() == op)
                    .count();
            if (count > 0) {
                counts.add(count + " " + word(op));
            }
        }
        return String.join(", ", counts);
    }

    private static String word(Change.Op op) {
        return switch (op) {
            case ADD -> "added";
            case REMOVE -> "removed";
            case REPAIR -> "repaired";
        };
    }

    private static String blocks(Ranges ranges) {
        List<String> counts = new ArrayList<>();
        for (Family family : Family.values()) {
            long count = ranges.entries().stream()
                    .filter(entry -> entry.block().family() == family)
                    .count();
            counts.add(count + " " + family);
        }
        return "now " + String.join(" and ", counts) + " blocks";
    }

    private static String since(Problems.Met met, Instant now) {
        return "for " + age(met.past().since(), now) + " and " + met.past().times() + " times";
    }

    /** In words, and not less than nothing where the clock was set back. */
    private static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : String.format(Locale.ROOT, "%d h", seconds / 3600);
    }
}
