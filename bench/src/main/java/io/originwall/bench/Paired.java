package io.originwall.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Two ways to do the same work, measured in turn, A B A B, so that a machine whose speed drifts is fair to both.
 *
 * @param what the work
 * @param ours the median time of ours, in milliseconds
 * @param other the median time of the other, in milliseconds
 * @param ratio the median of the ratios ours/other, pair by pair
 * @param pairs how many pairs were counted
 */
public record Paired(String what, double ours, double other, double ratio, int pairs) {
    /** A piece of work. */
    @FunctionalInterface
    public interface Work {
        void run(int round) throws Exception;
    }

    /** A piece of work that knows how many milliseconds it took. */
    @FunctionalInterface
    public interface Timed {
        double run(int round) throws Exception;
    }

    /** Runs {@code warmups} pairs that do not count, then {@code pairs} that do. */
    public static Paired measure(String what, int warmups, int pairs, Work ours, Work other) throws Exception {
        return measured(what, warmups, pairs, round -> millis(ours, round), round -> millis(other, round));
    }

    /** The same for work that is timed elsewhere. */
    public static Paired measured(String what, int warmups, int pairs, Timed ours, Timed other) throws Exception {
        List<Double> oursMillis = new ArrayList<>();
        List<Double> otherMillis = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < warmups + pairs; round++) {
            double a = ours.run(round);
            double b = other.run(round);
            if (round >= warmups) {
                oursMillis.add(a);
                otherMillis.add(b);
                ratios.add(a / b);
            }
        }
        return new Paired(what, median(oursMillis), median(otherMillis), median(ratios), pairs);
    }

    /** The median time of one piece of work, in milliseconds. */
    public static double alone(int warmups, int runs, Work work) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < warmups + runs; round++) {
            double once = millis(work, round);
            if (round >= warmups) {
                millis.add(once);
            }
        }
        return median(millis);
    }

    /** How long it took, in milliseconds. */
    public static double millis(Work work, int round) throws Exception {
        long start = System.nanoTime();
        work.run(round);
        return (System.nanoTime() - start) / 1e6;
    }

    /** The middle one, or between the two in the middle. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** A row of a Markdown table. */
    public String row() {
        return String.format(Locale.ROOT, "| %s | %.1f ms | %.1f ms | %.2f | %d |", what, ours, other, ratio, pairs);
    }
}
