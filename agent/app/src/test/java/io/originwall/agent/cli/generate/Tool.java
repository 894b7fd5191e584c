package io.originwall.agent.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a program of this machine; a test is skipped, and says so, where the program is not there. */
public final class Tool {
    private static final long SECONDS = 60;

    private Tool() {}

    /** Skips the test that calls it where the program is missing. */
    public static void assumeInstalled(String program) {
        assumeThat(Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH")))
                .describedAs("%s is not installed", program)
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /**
     * What came of a run.
     *
     * @param code its exit code
     * @param lines of stdout and stderr together, without empty ones
     */
    public record Outcome(int code, List<String> lines) {}

    public static Outcome run(Path directory, Map<String, String> environment, String... argv) throws Exception {
        if (!argv[0].contains("/")) {
            assumeInstalled(argv[0]);
        }
        Path output = Files.createTempFile(directory, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .describedAs("%s ends", argv[0])
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(output, StandardCharsets.UTF_8)) {
            return new Outcome(
                    process.exitValue(), lines.filter(line -> !line.isBlank()).toList());
        } finally {
            Files.delete(output);
        }
    }
}
