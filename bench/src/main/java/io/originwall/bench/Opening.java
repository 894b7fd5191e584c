package io.originwall.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * How long a guard was open after one disturbance, told by the datagrams of the blocked source alone.
 *
 * @param disturbance what it was
 * @param slipped how many datagrams got in
 * @param openMillis from the first that got in until the first that did not any more
 * @param afterMillis the same, from the end of the command that disturbed
 */
record Opening(Disturbance disturbance, int slipped, double openMillis, double afterMillis) {
    /**
     * @param start before the command, by {@link System#nanoTime()}
     * @param end after it
     * @param until when nothing else had happened yet
     */
    record Span(Disturbance disturbance, long start, long end, long until) {}

    /** Empty where nothing got in, or the guard was never back. */
    static Optional<Opening> of(Span span, long[] ticks, BitSet received) {
        int from = tickAt(ticks, span.start());
        int to = tickAt(ticks, span.until());
        BitSet slipped = received.get(from, to);
        int first = from + slipped.nextSetBit(0);
        int back = from + slipped.length();
        if (slipped.isEmpty() || back >= to) {
            return Optional.empty();
        }
        return Optional.of(new Opening(
                span.disturbance(),
                slipped.cardinality(),
                (ticks[back] - ticks[first]) / 1e6,
                (ticks[back] - span.end()) / 1e6));
    }

    /** The first tick at or after this moment. */
    private static int tickAt(long[] ticks, long nanos) {
        int found = Arrays.binarySearch(ticks, nanos);
        return found >= 0 ? found : -found - 1;
    }
}
