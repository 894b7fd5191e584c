package io.originwall.bench;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.SystemCommandRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The other side of a benchmark: a firewall's own tool by itself, started by the same code in a JVM of its own, in a network namespace of
 * its own, so that neither side is a stranger who changes the other's rules.
 */
public final class BareCommands implements AutoCloseable {
    /** A million blocks take a while, above all beside other work. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Process process;
    private final BufferedReader answers;

    private BareCommands(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Good until it is closed. */
    public static BareCommands start() throws IOException {
        return new BareCommands(new ProcessBuilder(
                        "unshare",
                        "--net",
                        "--",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareCommands.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Runs a command once and returns the milliseconds that it took over there. */
    public double run(String... argv) throws IOException {
        process.getOutputStream().write((String.join(" ", argv) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return Optional.ofNullable(answers.readLine())
                .map(Double::parseDouble)
                .orElseThrow(() -> new IOException(List.of(argv) + " failed in the other namespace"));
    }

    /** What makes a command one of that namespace. */
    public List<String> prefix() {
        return List.of("nsenter", "-t", "" + process.pid(), "-n", "--");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Over there: a line of arguments in, the milliseconds out. */
    public static void main(String[] args) throws IOException, CommandException {
        CommandRunner runner = new SystemCommandRunner();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            List<String> argv = List.of(order.split(" ", -1));
            long start = System.nanoTime();
            if (!runner.run(new Command(argv, "", LIMIT)).isSuccess()) {
                throw new IllegalStateException(order + " failed");
            }
            System.out.println((System.nanoTime() - start) / 1e6);
        }
    }
}
