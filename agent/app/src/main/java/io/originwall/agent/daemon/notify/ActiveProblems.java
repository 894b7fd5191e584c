package io.originwall.agent.daemon.notify;

import io.originwall.agent.daemon.notify.Notification.State;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is wrong at this moment, and when that was last told. A problem is told when it begins and when it ends, and in between only now and
 * then, however often it is met. Not thread-safe.
 */
final class ActiveProblems {
    private static final int MAX_VARIANTS = 50;

    private final Map<String, Problem> open = new TreeMap<>();
    private boolean changed;

    private static final class Problem {
        private final Instant since;
        private final Map<String, Instant> told = new HashMap<>();
        private long times;

        Problem(Instant since) {
            this.since = since;
        }
    }

    /**
     * A problem that was met, and is to be told.
     *
     * @param since when it began
     * @param times how often it was met
     */
    record Met(State state, Instant since, long times) {
        boolean isNew() {
            return state == State.BEGAN;
        }
    }

    /**
     * The problem was met; empty where that need not be told.
     *
     * @param variant another one of the same problem is told at once
     */
    Optional<Met> met(String problem, String variant, Instant at, Duration remind) {
        changed = true;
        Problem known = open.computeIfAbsent(problem, name -> new Problem(at));
        known.times++;
        Optional<Instant> told = Optional.ofNullable(known.told.get(variant));
        if (told.isPresent() && !isOver(told.get(), at, remind)) {
            return Optional.empty();
        }
        if (known.told.size() >= MAX_VARIANTS) {
            known.told.clear();
        }
        known.told.put(variant, at);
        return Optional.of(new Met(told.isPresent() ? State.LASTS : State.BEGAN, known.since, known.times));
    }

    /** Where the clock was set back nobody knows how long ago it was told: better once too often. */
    private static boolean isOver(Instant told, Instant now, Duration remind) {
        return now.isBefore(told) || !now.isBefore(told.plus(remind));
    }

    /** It is over. Returns when it began; empty where there was nothing. */
    Optional<Instant> ended(String problem) {
        Optional<Problem> known = Optional.ofNullable(open.remove(problem));
        changed |= known.isPresent();
        return known.map(past -> past.since);
    }

    void forget(String problem) {
        changed |= open.remove(problem) != null;
    }

    /**
     * As it is kept for the next process, where something changed since the last time; else empty.
     *
     * @param lasting the problems that outlive a process
     */
    Optional<byte[]> unsaved(Predicate<String> lasting) {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(open.entrySet().stream()
                .filter(entry -> lasting.test(entry.getKey()))
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
    }

    /** {@code SINCE TIMES PROBLEM}, then {@code VARIANT TOLD} for each variant, separated by tabs. */
    private static String line(String name, Problem problem) {
        List<String> fields = new ArrayList<>(List.of(problem.since.toString(), Long.toString(problem.times), name));
        new TreeMap<>(problem.told).forEach((variant, told) -> fields.addAll(List.of(variant, told.toString())));
        return String.join("\t", fields) + "\n";
    }

    /** Goes on where another process ended. What cannot be understood is left out: it is told once more. */
    void restore(byte[] saved) {
        new String(saved, StandardCharsets.UTF_8).lines().forEach(this::restore);
    }

    private void restore(String line) {
        String[] fields = line.split("\t", -1);
        try {
            Problem problem = new Problem(Instant.parse(fields[0]));
            problem.times = Long.parseLong(fields[1]);
            for (int i = 3; i + 1 < fields.length && problem.told.size() < MAX_VARIANTS; i += 2) {
                problem.told.put(fields[i], Instant.parse(fields[i + 1]));
            }
            open.putIfAbsent(fields[2], problem);
        } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            changed = true;
        }
    }
}
