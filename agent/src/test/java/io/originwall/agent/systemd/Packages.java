package io.originwall.agent.systemd;

import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The packages of this build, as {@code ./dev package} makes them. */
final class Packages {
    static final Path DIRECTORY = Path.of("target/packages");

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final boolean CI = "true".equals(System.getenv("CI"));

    private Packages() {}

    /** Skips the test where they were not built; with CI=true it fails. */
    static void assumeBuilt() {
        if (!Files.exists(DIRECTORY.resolve("SHA256SUMS"))) {
            if (CI) {
                Assertions.fail("CI=true, so this test must not be skipped: there are no packages; ./dev package");
            }
            Assumptions.abort("skipped: there are no packages; ./dev package");
        }
    }

    /** The one whose file begins like this. */
    static Path file(String begin) throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.getFileName().toString().startsWith(begin))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no package " + begin + "*"));
        }
    }

    /** Runs a shell script on this machine and returns what it printed; it must succeed. */
    static String run(String script, Object... arguments) throws Exception {
        String[] argv = Stream.concat(
                        Stream.of("sh", "-ec", script, "sh"),
                        Stream.of(arguments).map(Object::toString))
                .toArray(String[]::new);
        CommandResult result = new SystemCommandRunner().run(Command.of(argv).within(LIMIT));
        Assertions.assertTrue(result.isSuccess(), () -> script + ": " + result.stdout() + result.stderr());
        return result.stdout().strip();
    }
}
