package io.originwall.agent.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Starts the packaged daemon and a bare JVM in turn, in the network namespace that it is started in, and prints a line for each pair. To be
 * run in the agent's directory: {@code FootprintRun PAIRS DIRECTORY}, an empty one.
 */
final class FootprintRun {
    private static final Path PROGRAM = Path.of("target/originwall");
    private static final Path TEST_CLASSES = Path.of("target/test-classes");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** One takes so little that a single one says little. */
    private static final int BARE_STARTS = 5;

    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Path javaHome = Path.of(System.getProperty("java.home"));
    private final Path directory;

    /**
     * What one process took.
     *
     * @param seconds of processors, until it was ready: for the daemon that is when the guard stands
     * @param resident in KiB, a moment later
     */
    record Taken(double seconds, long resident) {
        private String text() {
            return String.format(Locale.ROOT, "%.4f %d", seconds, resident);
        }
    }

    /** A daemon beside a JVM that does nothing. */
    record Pair(Taken daemon, Taken bare) {
        private String text() {
            return daemon.text() + " " + bare.text();
        }

        static Pair parse(String text) {
            String[] words = text.split(" ", -1);
            return new Pair(
                    new Taken(Double.parseDouble(words[0]), Long.parseLong(words[1])),
                    new Taken(Double.parseDouble(words[2]), Long.parseLong(words[3])));
        }
    }

    private FootprintRun(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        FootprintRun run = new FootprintRun(Path.of(args[1]));
        try (SecureSetting setting = new SecureSetting(run.directory, PROGRAM, run.javaHome)) {
            // The first start of all has no list yet, and the files are not in memory.
            run.pair(setting);
            for (int i = Integer.parseInt(args[0]); i > 0; i--) {
                System.out.println(run.pair(setting).text());
            }
        }
    }

    /** As on a server that boots: the last good list is there, the rules are not. */
    private Pair pair(SecureSetting setting) throws Exception {
        Shell.run("nft", "flush", "ruleset");
        try (PackagedDaemon daemon = setting.start()) {
            daemon.await("cause=start", 1, LIMIT);
            double seconds = daemon.proc().secondsOfThreads();
            List<String> arguments = daemon.proc().arguments();
            double bareSeconds = 0;
            for (int i = 1; i < BARE_STARTS; i++) {
                try (BareJvm bare = new BareJvm(arguments, TEST_CLASSES)) {
                    bareSeconds += bare.proc().secondsOfThreads();
                }
            }
            try (BareJvm bare = new BareJvm(arguments, TEST_CLASSES)) {
                bareSeconds += bare.proc().secondsOfThreads();
                Thread.sleep(SETTLE.toMillis());
                return new Pair(
                        new Taken(seconds, resident(daemon.proc())),
                        new Taken(bareSeconds / BARE_STARTS, resident(bare.proc())));
            }
        }
    }

    private long resident(Proc process) throws Exception {
        return process.memory(directory).resident();
    }
}
