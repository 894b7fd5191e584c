package io.originwall.bench;

import io.originwall.bench.Proc.Memory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the idle daemon takes: memory, processor, and the time until it guards. */
final class FootprintBench {
    private static final int STARTS = 11;
    private static final int FETCHES = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Path TEST_CLASSES = Path.of("agent/app/target/test-classes");
    private static final String METRICS = "http://127.0.0.1:9481/metrics";
    private static final double SECONDS_PER_HOUR = 3_600;

    private final Path directory = Files.createTempDirectory("originwall-bench");
    private final Path javaHome;
    private final Duration idle;

    /**
     * What one JDK made of it.
     *
     * @param startSeconds of processors, until the guard stands
     * @param bareStartSeconds of processors, until that JVM is up
     * @param bare a JVM with the same flags that does nothing
     * @param monitor {@code nft monitor}, which the daemon keeps
     * @param idleSeconds of a processor, in an hour
     * @param fetchSeconds of a processor, for one fetch and a look at the target
     */
    private record Footprint(
            String version,
            double readyMillis,
            double startSeconds,
            double bareStartSeconds,
            Memory daemon,
            int threads,
            Memory bare,
            Memory monitor,
            double idleSeconds,
            double fetchSeconds) {}

    /**
     * One start, and that of a bare JVM after it.
     *
     * @param millis until the guard stands
     * @param seconds of processors, until then
     * @param bareSeconds the same of a JVM that does nothing, until it is up
     */
    private record Start(double millis, double seconds, double bareSeconds) {}

    private FootprintBench(Path javaHome, Duration idle) throws Exception {
        this.javaHome = javaHome.toRealPath();
        this.idle = idle;
    }

    static String run(List<Path> javas, Duration idle) throws Exception {
        List<Footprint> found = new ArrayList<>();
        for (Path java : javas) {
            found.add(new FootprintBench(java, idle).measure());
        }
        return text(found, idle);
    }

    private Footprint measure() throws Exception {
        try (SecureSetting setting = new SecureSetting(directory, program(), javaHome)) {
            List<Start> starts = starts(setting);
            try (PackagedDaemon daemon = setting.start()) {
                daemon.await("cause=start", 1, LIMIT);
                return idle(daemon, starts);
            }
        } finally {
            Shell.run("nft", "flush", "ruleset");
        }
    }

    /** The program with the class archive of this JDK. */
    private Path program() throws Exception {
        Path copy = directory.resolve("originwall");
        Shell.run("cp", "-a", PackagedDaemon.PROGRAM.toString(), copy.toString());
        Shell.run(
                "env",
                "JAVA_HOME=" + javaHome,
                copy.resolve("libexec/archive-classes").toString());
        if (!Files.exists(copy.resolve("lib/originwall.jsa"))) {
            throw new BenchFailure("no class archive for " + javaHome);
        }
        return copy;
    }

    /** After the first start of all, which has no list yet; each time the rules are gone, as after a boot. */
    private List<Start> starts(SecureSetting setting) throws Exception {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i <= STARTS; i++) {
            Shell.run("nft", "flush", "ruleset");
            try (PackagedDaemon daemon = setting.start()) {
                double millis = daemon.millisUntil("cause=start", LIMIT);
                double seconds = daemon.proc().secondsOfThreads();
                try (BareJvm bare = new BareJvm(daemon.proc().arguments(), TEST_CLASSES)) {
                    starts.add(new Start(millis, seconds, bare.proc().secondsOfThreads()));
                }
                Thread.sleep(500);
            }
        }
        Shell.run("nft", "flush", "ruleset");
        return starts.subList(1, starts.size());
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> of) {
        return starts.stream().mapToDouble(of).sorted().toArray()[starts.size() / 2];
    }

    private Footprint idle(PackagedDaemon daemon, List<Start> starts) throws Exception {
        Proc proc = daemon.proc();
        for (int i = 0; i < 2; i++) {
            daemon.signal("USR1");
            Shell.run("curl", "-fsS", "-o", "/dev/null", METRICS);
            Thread.sleep(SETTLE.toMillis());
        }
        double before = proc.seconds();
        long start = System.nanoTime();
        Thread.sleep(idle.toMillis());
        double used = proc.seconds() - before;
        double hours = (System.nanoTime() - start) / 1e9 / SECONDS_PER_HOUR;
        Memory memory = proc.memory(javaHome);
        int threads = proc.threads();
        Memory monitor = proc.child("monitor")
                .orElseThrow(() -> new BenchFailure("the daemon has no nft monitor"))
                .memory(javaHome);
        Memory bare;
        try (BareJvm jvm = new BareJvm(proc.arguments(), TEST_CLASSES)) {
            Thread.sleep(SETTLE.toMillis());
            bare = jvm.proc().memory(javaHome);
        }
        before = proc.seconds();
        for (int i = 0; i < FETCHES; i++) {
            daemon.signal("USR1");
            Thread.sleep(SETTLE.dividedBy(2).toMillis());
        }
        double fetch = (proc.seconds() - before) / FETCHES;
        if (daemon.log().stream().anyMatch(line -> line.says("level=error"))) {
            throw new BenchFailure("the daemon logged errors: "
                    + daemon.saying("level=error").get(0).text());
        }
        return new Footprint(
                Shell.run(javaHome.resolve("bin/java").toString(), "--version")
                        .lines()
                        .findFirst()
                        .orElse(""),
                median(starts, Start::millis),
                median(starts, Start::seconds),
                median(starts, Start::bareSeconds),
                memory,
                threads,
                bare,
                monitor,
                used / hours,
                fetch);
    }

    private static String text(List<Footprint> found, Duration idle) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, """
                The idle daemon, as packaged and with the launcher's flags, one nftables target, metrics on; it has fetched the list and its cross-check
                over HTTPS and was scraped twice. Memory after %d minutes of idleness. PSS counts the JDK's own files in full: here the
                benchmark shares them, on a server nobody does. *Bare JVM* is a class that sleeps, with the same flags, and the JDK's own class
                archive. A start to READY is that of a server that boots: the last good list is there, the rules are not; until the guard stands
                and the log says so, which is when systemd is told. The hour is scaled from the idle minutes, and one fetch added.

                """, idle.toMinutes()));
        text.append("| |").append(cells(found, Footprint::version)).append("\n| --- |");
        text.append(" --- |".repeat(found.size())).append('\n');
        row(text, "start to READY, median of " + STARTS, found, of -> Bench.millis(of.readyMillis()));
        row(text, "the same, of a processor", found, of -> seconds(of.startSeconds()));
        row(text, "bare JVM: start, of a processor", found, of -> seconds(of.bareStartSeconds()));
        row(text, "daemon: RSS", found, of -> mib(of.daemon().resident()));
        row(text, "daemon: PSS", found, of -> mib(of.daemon().proportional()));
        row(text, "daemon: anonymous", found, of -> mib(of.daemon().anonymous()));
        row(text, "its `nft monitor`: RSS", found, of -> mib(of.monitor().resident()));
        row(text, "its `nft monitor`: PSS", found, of -> mib(of.monitor().proportional()));
        row(text, "bare JVM: RSS", found, of -> mib(of.bare().resident()));
        row(text, "bare JVM: PSS", found, of -> mib(of.bare().proportional()));
        row(text, "bare JVM: anonymous", found, of -> mib(of.bare().anonymous()));
        row(text, "threads of the daemon", found, of -> "" + of.threads());
        row(text, "processor for one fetch with cross-check, and a look", found, of -> seconds(of.fetchSeconds()));
        row(
                text,
                "processor for a quiet hour, children included",
                found,
                of -> seconds(of.idleSeconds() + of.fetchSeconds()));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, List<Footprint> found, Function<Footprint, String> cell) {
        text.append("| ").append(name).append(" |").append(cells(found, cell)).append('\n');
    }

    private static String cells(List<Footprint> found, Function<Footprint, String> cell) {
        return found.stream().map(of -> " " + cell.apply(of) + " |").collect(Collectors.joining());
    }

    private static String mib(long kib) {
        return String.format(Locale.ROOT, "%.1f MiB", kib / 1024.0);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
