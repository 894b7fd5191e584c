package io.originwall.bench;

import io.originwall.bench.Receiver.Received;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A daemon through hard times: whatever happens, it must hold no more at the end than before, and the guard must be right. */
final class SoakBench {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofMinutes(2);
    private static final Duration TRAFFIC = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int MIN_SAMPLES = 9;
    private static final Pattern ELEMENT = Pattern.compile("([0-9a-f:.]+)(?:/(\\d+)|-([0-9a-f:.]+))?");

    private final Path directory = Files.createTempDirectory("originwall-bench");
    private final Path state = Files.createDirectory(directory.resolve("state"));
    private final Path temporary = Files.createDirectory(directory.resolve("tmp"));
    private final Path javaHome = Path.of(System.getProperty("java.home"));
    private final List<Sample> samples = new ArrayList<>();
    private final Duration time;

    private SoakBench(Duration time) throws Exception {
        this.time = time;
    }

    static String run(Duration time) throws Exception {
        return new SoakBench(time).measure();
    }

    private String measure() throws Exception {
        try (FakeCloudflare cloudflare = FakeCloudflare.plain();
                Hardship hardship = new Hardship(cloudflare, directory.resolve("config.yaml"), state);
                PackagedDaemon daemon = PackagedDaemon.start(
                        List.of(),
                        PackagedDaemon.PROGRAM,
                        javaHome,
                        directory.resolve("config.yaml"),
                        Map.of("ORIGINWALL_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary, "TMPDIR", "" + temporary))) {
            daemon.await("cause=start", 1, START_LIMIT);
            endure(daemon, hardship);
            awaitGuard(daemon, hardship);
            checkTraffic();
            checkLog(daemon);
            List<String> grown = Sample.grown(samples);
            String table = Sample.table(samples);
            if (!grown.isEmpty()) {
                throw new BenchFailure("it grew: " + String.join("; ", grown) + "\n" + table);
            }
            return text(daemon, hardship, table);
        } finally {
            Shell.run("nft", "flush", "ruleset");
        }
    }

    private void endure(PackagedDaemon daemon, Hardship hardship) throws Exception {
        long samplesDue = Math.max(MIN_SAMPLES, time.toMinutes());
        long begin = System.nanoTime();
        for (int i = 1; i <= samplesDue; i++) {
            long until = begin + time.toNanos() / samplesDue * i;
            while (System.nanoTime() < until) {
                hardship.next(daemon);
                Thread.sleep(PAUSE_MILLIS);
                if (!daemon.isAlive()) {
                    throw new BenchFailure("the daemon died: "
                            + daemon.log().get(daemon.log().size() - 1).text());
                }
            }
            hardship.rest();
            samples.add(Sample.take(daemon.proc(), javaHome, state, temporary));
            System.err.println("bench: " + samples.get(samples.size() - 1));
        }
    }

    /** The last list, and nothing else, once what it no longer has was away for the grace. */
    private static void awaitGuard(PackagedDaemon daemon, Hardship hardship) throws Exception {
        AddressSet wanted = AddressSet.ofBlocks(hardship.blocks());
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        AddressSet found = AddressSet.empty();
        while (System.nanoTime() < deadline) {
            daemon.signal("USR1");
            Thread.sleep(2 * PAUSE_MILLIS);
            found = enforced("allow4").union(enforced("allow6"));
            if (found.equals(wanted)) {
                return;
            }
        }
        throw new BenchFailure("the guard lets in " + found + ", and the list has " + wanted);
    }

    /** Read here by other means than the daemon's. */
    private static AddressSet enforced(String set) throws Exception {
        String elements = Shell.run("nft", "-j", "list", "set", "inet", "originwall", ReadBack.ourSet(set))
                .replaceAll(".*\"elem\": ", "")
                .replaceAll("\\{\"prefix\": \\{\"addr\": \"([^\"]+)\", \"len\": (\\d+)}}", "\"$1/$2\"")
                .replaceAll("\\{\"range\": \\[\"([^\"]+)\", \"([^\"]+)\"]}", "\"$1-$2\"");
        return AddressSet.of(Pattern.compile("\"([^\"]+)\"")
                .matcher(elements)
                .results()
                .map(quoted -> quoted.group(1))
                .map(SoakBench::range)
                .toList());
    }

    private static AddressRange range(String element) {
        MatchResult parts = ELEMENT.matcher(element)
                .results()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not an element: " + element));
        if (parts.group(2) != null) {
            return Cidr.parse(element).range();
        }
        Address first = Address.parse(parts.group(1));
        return new AddressRange(first, parts.group(3) == null ? first : Address.parse(parts.group(3)));
    }

    /** Real datagrams, from an allowed and a blocked source in a namespace of their own. */
    private void checkTraffic() throws Exception {
        Path ticks = directory.resolve("ticks");
        Path got = directory.resolve("received");
        try (Jvm service = Jvm.start(List.of(), Receiver.class, got.toString());
                Jvm holder = Jvm.start(List.of("unshare", "--net", "--"), Sleeper.class)) {
            String pid = "" + holder.pid();
            List<String> inside = List.of("nsenter", "-t", pid, "-n", "--");
            Shell.run("ip", "link", "add", "soak", "type", "veth", "peer", "name", "eth0", "netns", pid);
            Shell.run("ip", "address", "add", "10.98.0.1/24", "dev", "soak");
            Shell.run("ip", "link", "set", "soak", "up");
            Shell.run("ip", "route", "add", "default", "via", "10.98.0.2");
            for (String address : List.of("10.98.0.2/24", Lane.ALLOWED + "/32", Lane.BLOCKED + "/32")) {
                in(inside, "ip", "address", "add", address, "dev", "eth0");
            }
            in(inside, "ip", "link", "set", "eth0", "up");
            try (Jvm world = Jvm.start(
                    inside, Sender.class, "1000000", ticks.toString(), Lane.ALLOWED, Lane.BLOCKED, "10.98.0.1")) {
                Thread.sleep(TRAFFIC.toMillis());
                world.finish();
            }
            service.finish();
        }
        int sent = Sender.ticks(ticks).length;
        Received received = Receiver.Received.read(got);
        if (received.allowed().cardinality() != sent || !received.blocked().isEmpty()) {
            throw new BenchFailure(
                    "of " + sent + " datagrams each, " + received.allowed().cardinality() + " of the allowed and "
                            + received.blocked().cardinality() + " of the blocked source got in");
        }
    }

    private static void in(List<String> prefix, String... command) throws Exception {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(List.of(command));
        Shell.run(argv.toArray(String[]::new));
    }

    /** Every line is an event; the only errors are the bad configs, which were meant to be. */
    private static void checkLog(PackagedDaemon daemon) throws BenchFailure {
        for (PackagedDaemon.Line line : daemon.log()) {
            boolean isExpected = line.text().startsWith("time=")
                    && (!line.says("level=error") || line.says("event=config-refused"))
                    && !line.says("event=fight")
                    && !line.says("event=watch-restarted")
                    && !line.text().contains(" stack=");
            if (!isExpected) {
                throw new BenchFailure("in the log: " + line.text());
            }
        }
    }

    private String text(PackagedDaemon daemon, Hardship hardship, String table) {
        long repairs = daemon.log().stream()
                .filter(line -> line.says("cause=watch") || line.says("cause=poll"))
                .filter(line -> line.says("result=changed"))
                .count();
        return String.format(
                Locale.ROOT,
                """
                %d minutes of hard times for one daemon, as packaged, something about every second, with as many fetches as a server makes
                in as many days, and more trouble: %s.
                Each change was asked for by SIGUSR1, which fetches at most ten times a minute. Every event was told to a command hook too.

                %d times during that it was left alone for a moment and looked at; the table has the median of each third. A leak of one
                thing a minute would show as %d more in the last third than in the one before.
                What may grow: memory by 2 MiB, since the compiler and the heap take their last steps late; threads and descriptors by 2, since
                something may be under way at a look; the state directory by one file, a journal that was rotated.

                %s
                The guard was repaired %d times. At the end it let in the last list and nothing else, and real datagrams agreed; the log had no error
                but the %d bad configs, no fight and no stack trace.
                """,
                time.toMinutes(),
                hardship.told(),
                samples.size(),
                Math.max(1, time.toMinutes() / 3),
                table,
                repairs,
                daemon.saying("event=config-refused").size());
    }
}
