package io.originwall.agent.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own small tools, by absolute path and without a shell. */
final class Tools {
    private static final List<String> DIRECTORIES =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final long PATIENCE_SECONDS = 20;

    private Tools() {}

    /** The absolute path of a tool. */
    static String find(String name, String debianPackage) throws DemoException {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new DemoException(name + " is missing: install the package " + debianPackage))
                .toString();
    }

    /** Runs a tool to its end. */
    static Result run(List<String> command) throws DemoException, InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new DemoException(String.join(" ", command) + " does not come to an end");
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new DemoException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** Runs a tool that has to succeed. */
    static String demand(List<String> command) throws DemoException, InterruptedException {
        Result result = run(command);
        if (result.code() != 0) {
            throw new DemoException(String.join(" ", command) + " failed: " + result.output());
        }
        return result.output();
    }

    /**
     * The command line of a second JVM like this one, with the loopback interface of its network namespace brought up first: a JVM that
     * finds no IPv6 address at its start goes without IPv6 for good.
     */
    static List<String> java(String mainClass) throws DemoException {
        List<String> command = new ArrayList<>(List.of(
                find("sh", "dash"),
                "-c",
                "ip=$1 && shift && \"$ip\" link set lo up && exec \"$@\"",
                "sh",
                find("ip", "iproute2"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }

    /** What a tool left behind: its exit code, and all it printed. */
    record Result(int code, String output) {}
}
