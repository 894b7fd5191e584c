package io.originwall.agent.state;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class that writes to a directory, in a process of its own, so that it can really die and really run out of room. */
public final class WriterProcess {
    private WriterProcess() {}

    /** What starts it; it is told the directory and how to write. */
    public static List<String> argv(Class<?> main, Path directory, String how) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName(),
                directory.toString(),
                how);
    }

    /** Runs it where the directory is a disk of its own, of a size as mount takes it, and returns all that it printed. */
    public static List<String> onADiskOf(String size, Class<?> main, Path directory, String how) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " tmpfs \"$1\" && shift && exec \"$@\"",
                "sh",
                directory.toString()));
        command.addAll(argv(main, directory, how));
        Process process = start(command);
        List<String> lines;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        process.waitFor();
        boolean namespaces = lines.stream().noneMatch(line -> line.startsWith("unshare:") || line.startsWith("mount:"));
        assumeTrue(namespaces || System.getenv("CI") != null, () -> "no private mount namespace here: " + lines);
        return lines;
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(System.getenv("CI") != null, () -> "no unshare here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
