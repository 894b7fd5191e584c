package io.originwall.bench;

import io.originwall.bench.Opening.Span;
import io.originwall.bench.Receiver.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Others change the rules under traffic: how long until the guard is back, and what gets in meanwhile. */
final class DriftBench {
    private static final int LANES = 5;
    /** Ten repairs within 30 seconds are a fight, then a daemon pauses. Nine gaps take longer, however unevenly it repairs. */
    private static final Duration GAP = Duration.ofMillis(3_600);

    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** What Debian's nftables package has in /etc/nftables.conf. */
    private static final String RESTART = """
            flush ruleset

            table inet filter {
            \tchain input {
            \t\ttype filter hook input priority filter;
            \t}
            \tchain forward {
            \t\ttype filter hook forward priority filter;
            \t}
            \tchain output {
            \t\ttype filter hook output priority filter;
            \t}
            }
            """;

    private final Path directory;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<List<Span>> spans = new ArrayList<>();

    private DriftBench(Path directory) {
        this.directory = directory;
    }

    static String run() throws Exception {
        DriftBench bench = new DriftBench(Files.createTempDirectory("originwall-bench"));
        try {
            return bench.measure();
        } catch (BenchFailure | RuntimeException e) {
            bench.lanes.forEach(lane -> System.err.println(lane.daemon().last(12)));
            throw e;
        } finally {
            bench.lanes.forEach(Lane::close);
        }
    }

    private String measure() throws Exception {
        Lane.wireWorld();
        for (int i = 0; i < LANES; i++) {
            lanes.add(Lane.open(i, directory, FakeCloudflare.published()));
            spans.add(new ArrayList<>());
        }
        Path ticks = directory.resolve("ticks");
        List<String> args = new ArrayList<>(List.of("" + TICK.toNanos(), ticks.toString(), Lane.ALLOWED, Lane.BLOCKED));
        lanes.forEach(lane -> args.add(lane.address()));
        try (Jvm world = Jvm.start(List.of(), Sender.class, args.toArray(String[]::new))) {
            Thread.sleep(SETTLE.toMillis());
            disturb();
            world.finish();
        }
        return report(Sender.ticks(ticks));
    }

    /** Each lane in turn, all kinds mixed. */
    private void disturb() throws Exception {
        List<Disturbance> todo = new ArrayList<>();
        for (Disturbance disturbance : Disturbance.values()) {
            todo.addAll(Collections.nCopies(disturbance.times(), disturbance));
        }
        Collections.shuffle(todo, new Random(1));
        String restart =
                Files.writeString(directory.resolve("nftables.conf"), RESTART).toString();
        Duration slot = GAP.dividedBy(LANES);
        long begin = System.nanoTime();
        for (int i = 0; i < todo.size(); i++) {
            Lane lane = lanes.get(i % LANES);
            String[] command = todo.get(i).command(lane, restart).toArray(String[]::new);
            sleepUntil(begin + i * slot.toNanos());
            long start = System.nanoTime();
            lane.run(command);
            spans.get(i % LANES).add(new Span(todo.get(i), start, System.nanoTime(), start + GAP.toNanos() * 9 / 10));
        }
        Thread.sleep(GAP.toMillis());
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        Thread.sleep(Math.max(0, (nanos - System.nanoTime()) / 1_000_000));
    }

    private String report(long[] ticks) throws Exception {
        List<Opening> openings = new ArrayList<>();
        long lost = 0;
        for (int i = 0; i < LANES; i++) {
            Received received = lanes.get(i).end();
            if (received.overflows() > 0) {
                throw new BenchFailure("the receiver was too slow for " + received.overflows() + " datagrams: again");
            }
            lost += ticks.length - received.allowed().cardinality();
            for (Span span : spans.get(i)) {
                openings.add(Opening.of(span, ticks, received.blocked())
                        .orElseThrow(() -> new BenchFailure("not seen to open and to close again: after "
                                + span.disturbance().title())));
            }
            checkLog(lanes.get(i));
        }
        if (lost > 0) {
            throw new BenchFailure(lost + " datagrams of the allowed source were lost");
        }
        return text(ticks, openings);
    }

    private static void checkLog(Lane lane) throws BenchFailure {
        for (String bad : List.of("event=fight", "level=error", "event=watch-restarted")) {
            if (!lane.daemon().saying(bad).isEmpty()) {
                throw new BenchFailure(
                        "a daemon said: " + lane.daemon().saying(bad).get(0).text());
            }
        }
    }

    private String text(long[] ticks, List<Opening> openings) {
        double seconds = (ticks[ticks.length - 1] - ticks[0]) / 1e9;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                Others change the rules under traffic. %d daemons, as packaged, each in a network namespace of its own; one of them is
                disturbed every %d ms, each every %.1f s. From outside, through veth, an allowed and a blocked source each send a numbered
                UDP datagram to a guarded port of each of them, %.0f a second. The guard counts as back when the first datagram of
                the blocked source is refused again; the sender's clock says when that was sent. *Open* counts from the first that got in, which
                the kernel let in with the change itself; *after the command* counts from when `nft` had ended.

                | what others do | times | open: median | p95 | max | after the command: median | p95 | slipped in, in all | median | max |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                """,
                LANES,
                GAP.dividedBy(LANES).toMillis(),
                GAP.toMillis() / 1e3,
                ticks.length / seconds));
        for (Disturbance disturbance : Disturbance.values()) {
            List<Opening> some = openings.stream()
                    .filter(opening -> opening.disturbance() == disturbance)
                    .toList();
            text.append(row(disturbance, some));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%nOf the allowed source's %d datagrams none was lost. %d repairs were called by the watch, %d by the poll.%n",
                        (long) ticks.length * LANES,
                        repairs("watch"),
                        repairs("poll")))
                .toString();
    }

    private static String row(Disturbance disturbance, List<Opening> some) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %d | %.0f | %.0f |%n",
                disturbance.title(),
                some.size(),
                quantile(some, Opening::openMillis, 0.5),
                quantile(some, Opening::openMillis, 0.95),
                quantile(some, Opening::openMillis, 1),
                quantile(some, Opening::afterMillis, 0.5),
                quantile(some, Opening::afterMillis, 0.95),
                some.stream().mapToInt(Opening::slipped).sum(),
                quantile(some, Opening::slipped, 0.5),
                quantile(some, Opening::slipped, 1));
    }

    /** The smallest value that this share of them does not exceed. */
    private static double quantile(List<Opening> openings, ToDoubleFunction<Opening> of, double share) {
        double[] sorted = openings.stream().mapToDouble(of).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private long repairs(String cause) {
        return lanes.stream()
                .flatMap(lane -> lane.daemon().saying("cause=" + cause).stream())
                .filter(line -> line.says("result=changed"))
                .count();
    }
}
