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
final class Tool {
    private static final long SECONDS = 60;

    private Tool() {}

    /** Skips the test that calls it where the program is missing. */
    static void assumeInstalled(String program) {
        assumeThat(Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH")))
                .describedAs("%s is not installed", program)
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** The lines that it prints on stdout and stderr together, without empty ones. */
    static List<String> run(Path directory, Map<String, String> environment, String... argv) throws Exception {
        assumeInstalled(argv[0]);
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
            return lines.filter(line -> !line.isBlank()).toList();
        } finally {
            Files.delete(output);
        }
    }
}
