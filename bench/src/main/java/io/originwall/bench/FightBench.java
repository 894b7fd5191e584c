package io.originwall.bench;

import io.originwall.bench.Receiver.Received;
import io.originwall.net.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Somebody flushes the ruleset every second: which share of the time the guard is open, and what the repairs cost. */
final class FightBench {
    private static final int FLUSHES = 120;
    private static final int[] SIZES = {22, 1_000};
    private static final Duration GAP = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private FightBench() {}

    static String run() throws Exception {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, """
                `nft flush ruleset` every second, %d times, under the traffic of the section above, one daemon at a time. The daemon never
                pauses for a fight; it only bounds the processor time of its repairs. *Open* is the share of a blocked source's datagrams that got in.

                | blocks | open | processor time of the daemon and its children, of one core |
                | --- | --- | --- |
                """, FLUSHES));
        Lane.wireWorld();
        for (int i = 0; i < SIZES.length; i++) {
            text.append(row(i, SIZES[i]));
        }
        return text.toString();
    }

    private static String row(int number, int size) throws Exception {
        Path directory = Files.createTempDirectory("originwall-bench");
        try (Lane lane = Lane.open(number, directory, blocks(size))) {
            Path ticks = directory.resolve("ticks");
            double before;
            long begin;
            long end;
            try (Jvm world = Jvm.start(
                    List.of(),
                    Sender.class,
                    "" + TICK.toNanos(),
                    ticks.toString(),
                    Lane.ALLOWED,
                    Lane.BLOCKED,
                    lane.address())) {
                Thread.sleep(SETTLE.toMillis());
                before = lane.daemon().proc().seconds();
                begin = System.nanoTime();
                for (int i = 0; i < FLUSHES; i++) {
                    Thread.sleep(Math.max(0, (begin + i * GAP.toNanos() - System.nanoTime()) / 1_000_000));
                    lane.run("nft", "flush", "ruleset");
                }
                Thread.sleep(GAP.toMillis());
                end = System.nanoTime();
                world.finish();
            }
            double busy = (lane.daemon().proc().seconds() - before) * 1e9 / (end - begin);
            return String.format(
                    Locale.ROOT,
                    "| %d | %.1f %% | %.0f %% |%n",
                    size,
                    100 * open(lane.end(), Sender.ticks(ticks), begin, end),
                    100 * busy);
        }
    }

    private static double open(Received received, long[] ticks, long begin, long end) throws BenchFailure {
        if (received.overflows() > 0) {
            throw new BenchFailure("the receiver was too slow for " + received.overflows() + " datagrams: again");
        }
        if (received.allowed().cardinality() < ticks.length) {
            throw new BenchFailure("datagrams of the allowed source were lost");
        }
        BitSet slipped = received.blocked();
        int from = -Arrays.binarySearch(ticks, begin) - 1;
        int to = -Arrays.binarySearch(ticks, end) - 1;
        return (double) slipped.get(from, to).cardinality() / (to - from);
    }

    private static List<Cidr> blocks(int size) {
        List<Cidr> published = FakeCloudflare.published();
        return Stream.concat(
                        published.stream(),
                        IntStream.range(0, size)
                                .mapToObj(i -> Cidr.parse("9." + i / 120 + "." + i % 120 * 2 + ".0/24")))
                .limit(size)
                .toList();
    }
}
