package io.originwall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code originwall run} as it is packaged, with the launcher's own flags; everything it logs is kept. Ends with this JVM at the latest. */
final class PackagedDaemon implements AutoCloseable {
    static final Path PROGRAM = Path.of("agent", "target", "originwall");

    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final long started;
    private final List<Line> log = new ArrayList<>();
    private final Thread end;

    /**
     * A line of the log.
     *
     * @param nanos when it was read, by {@link System#nanoTime()}
     */
    record Line(long nanos, String text) {
        boolean says(String word) {
            return (text + " ").contains(" " + word + " ");
        }
    }

    private PackagedDaemon(Process process, long started) {
        this.process = process;
        this.started = started;
        this.end = new Thread(process.toHandle()::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        Thread reader = new Thread(this::read, "log of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param prefix what enters the namespace; it must exec
     * @param program the program's directory
     * @param environment is added to this JVM's
     */
    static PackagedDaemon start(
            List<String> prefix, Path program, Path javaHome, Path config, Map<String, String> environment)
            throws IOException {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(
                List.of(program.toAbsolutePath().resolve("bin/originwall").toString(), "-c", config.toString(), "run"));
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        // Whatever the person who measures has set must not measure something else.
        builder.environment()
                .keySet()
                .removeAll(List.of("ORIGINWALL_JAVA_OPTS", "ORIGINWALL_CONFIG", "STATE_DIRECTORY", "JOURNAL_STREAM"));
        builder.environment().keySet().removeAll(List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().putAll(environment);
        long now = System.nanoTime();
        return new PackagedDaemon(builder.start(), now);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = System.nanoTime();
                synchronized (log) {
                    log.add(new Line(now, line));
                    log.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until so many lines say this. */
    Line await(String word, int times, Duration limit) throws BenchFailure, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (log) {
            while (true) {
                List<Line> found = saying(word);
                if (found.size() >= times) {
                    return found.get(times - 1);
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new BenchFailure(
                            "the daemon did not say " + word + " within " + limit.toSeconds() + " s, but: " + last(10));
                }
                log.wait(left);
            }
        }
    }

    List<Line> saying(String word) {
        return log().stream().filter(line -> line.says(word)).toList();
    }

    List<Line> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** Its latest lines. */
    String last(int lines) {
        List<Line> all = log();
        return String.join(
                "\n",
                all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                        .map(Line::text)
                        .toList());
    }

    /** How long until it said so the first time. */
    double millisUntil(String word, Duration limit) throws BenchFailure, InterruptedException {
        return (await(word, 1, limit).nanos() - started) / 1e6;
    }

    /** Sends a signal: {@code HUP}, {@code USR1}. */
    void signal(String name) throws IOException, InterruptedException {
        Shell.run("kill", "-" + name, "" + process.pid());
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, and insists. The rules stay. */
    @Override
    public void close() {
        // Process.destroy() would close the log before its last lines.
        process.toHandle().destroy();
        Optional<InterruptedException> interrupted = Optional.empty();
        try {
            process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = Optional.of(e);
        }
        process.toHandle().destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
        interrupted.ifPresent(e -> Thread.currentThread().interrupt());
    }
}
