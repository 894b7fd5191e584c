package io.originwall.agent.systemd;

import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The packages of this build, as {@code ./dev package} makes them. */
final class Packages {
    static final Path DIRECTORY = Path.of("target/packages");

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final boolean CI = "true".equals(System.getenv("CI"));

    private Packages() {}

    /** Skips the test where they were not built; with CI=true it fails. */
    static void assumeBuilt() {
        assume(Files.exists(DIRECTORY.resolve("SHA256SUMS")), "there are no packages; ./dev package makes them");
    }

    /** The container image; where it was not built the test is skipped, with CI=true it fails. */
    static Path assumeImage() throws IOException {
        assumeBuilt();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            Optional<Path> image = files.filter(Packages::isImage).findFirst();
            assume(image.isPresent(), "there is no image; ./dev image makes it");
            return image.orElseThrow();
        }
    }

    static boolean isImage(Path file) {
        return file.toString().endsWith("-image.tar");
    }

    /** The same for a container engine. */
    static void assumeEngine() throws Exception {
        CommandResult version = attempt("docker version >/dev/null 2>&1");
        assume(version.isSuccess(), "there is no container engine here; ./dev test as root starts one");
    }

    /** Or else the test is skipped; with CI=true it fails. */
    static void assume(boolean there, String otherwise) {
        if (!there && CI) {
            Assertions.fail("CI=true, so this test must not be skipped: " + otherwise);
        }
        Assumptions.assumeTrue(there, "skipped: " + otherwise);
    }

    /** The package for Debian of that name. */
    static Path deb(String name) throws IOException {
        return only(name + "_*.deb");
    }

    /** The program without a package. */
    static Path archive() throws IOException {
        return only("originwall-[0-9]*.tar.gz");
    }

    static Path rpm(String name) throws IOException {
        return only(name + "-[0-9]*.rpm");
    }

    static Path zip() throws IOException {
        return only("originwall-*-windows.zip");
    }

    private static Path only(String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(DIRECTORY, glob)) {
            return files.iterator().next();
        }
    }

    /** Runs a shell script on this machine and returns what it printed; it must succeed. */
    static String run(String script, Object... arguments) throws Exception {
        CommandResult result = attempt(script, arguments);
        Assertions.assertTrue(result.isSuccess(), () -> script + ": " + result.stdout() + result.stderr());
        return result.stdout().strip();
    }

    private static CommandResult attempt(String script, Object... arguments) throws Exception {
        // Where the engine is, and its client, which ./dev may have put beside the sources.
        Stream<String> environment = Stream.of("DOCKER_HOST", "PATH")
                .filter(name -> System.getenv(name) != null)
                .map(name -> name + '=' + System.getenv(name));
        String[] argv = Stream.of(
                        Stream.of("env"),
                        environment,
                        Stream.of("sh", "-ec", script, "sh"),
                        Stream.of(arguments).map(Object::toString))
                .flatMap(words -> words)
                .toArray(String[]::new);
        return new SystemCommandRunner().run(Command.of(argv).within(LIMIT));
    }
}
