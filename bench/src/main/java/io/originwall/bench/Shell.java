package io.originwall.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Runs a tool for a benchmark. */
final class Shell {
    private Shell() {}

    /** What it printed, and how it ended. */
    private record Outcome(String output, int exitCode) {}

    /** What it printed; a failure ends the benchmark. */
    static String run(String... command) throws IOException, InterruptedException {
        Outcome outcome = start(List.of(command));
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException(List.of(command) + " failed: " + outcome.output());
        }
        return outcome.output();
    }

    /** What it printed; empty where it failed. */
    static Optional<String> attempt(List<String> command) throws IOException, InterruptedException {
        Outcome outcome = start(command);
        return Optional.of(outcome.output()).filter(output -> outcome.exitCode() == 0);
    }

    private static Outcome start(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Outcome(output, process.waitFor());
    }
}
