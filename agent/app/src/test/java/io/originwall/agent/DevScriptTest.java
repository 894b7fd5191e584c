package io.originwall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.cli.generate.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quiet builds of the script for developers, before a Maven that builds one module in no time. */
class DevScriptTest {
    private static final String CLEAR = "\u001b[K";
    private static final int BROKEN = 3;
    private static final int INTERRUPTED = 130;

    private static final String BUILD = """
            #!/bin/sh
            echo "$*" >arguments
            echo '[INFO] Scanning for projects...'
            echo '[INFO] --- compiler:3.14.0:compile (default-compile) @ originwall-target-api ---'
            """;

    @TempDir
    private Path temporary = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void lay() throws IOException {
        write("dev", Files.readString(Path.of("../dev")));
        write("jdk/bin/javac", "#!/bin/sh\necho javac 17.0.15\n");
        environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
        environment.put("CI", "");
    }

    @Test
    void aTerminalShowsWhereMavenIsAndNothingStays() throws Exception {
        write("mvnw", BUILD);

        Tool.Outcome outcome = atTerminal();

        assertThat(outcome.code()).isZero();
        assertThat(outcome.lines())
                .allMatch(line -> line.startsWith(CLEAR))
                .anyMatch(line -> line.contains("dev: originwall-target-api, compiler:compile"))
                .endsWith(CLEAR);
        assertThat(temporary.resolve("target/dev.log")).content().contains("Scanning", "compiler:3.14.0:compile");
        assertThat(temporary.resolve("arguments")).content().doesNotContain("-q");
    }

    @Test
    void aFailureTellsWhyAndWhereTheLogIs() throws Exception {
        write("mvnw", BUILD + "echo '[WARNING] careful'\necho '[ERROR] broken'\nexit " + BROKEN + "\n");

        Tool.Outcome outcome = atTerminal();

        assertThat(outcome.code()).isEqualTo(BROKEN);
        assertThat(outcome.lines())
                .endsWith(
                        CLEAR + "[WARNING] careful",
                        "[ERROR] broken",
                        "dev: Maven failed; its whole log is " + temporary.toRealPath() + "/target/dev.log");
    }

    @Test
    void aFailureWithoutAnErrorOfMavenShowsTheEndOfTheLog() throws Exception {
        write("mvnw", BUILD + "echo 'cannot fetch Maven'\nexit " + BROKEN + "\n");

        assertThat(atTerminal().lines()).contains("cannot fetch Maven");
    }

    /** The shells end a command substitution differently when they are interrupted. */
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void anInterruptIsNoFailureOfTheBuild(String shell) throws Exception {
        write("mvnw", BUILD + """
                trap 'exit %d' INT
                # Not before the script reads along.
                until grep -q compile target/dev.log; do sleep 0.1; done 2>/dev/null
                kill -INT 0
                sleep 10
                """.formatted(INTERRUPTED));

        Tool.Outcome outcome = atTerminal(shell + " ./dev fmt");

        assertThat(outcome.code()).isEqualTo(INTERRUPTED);
        assertThat(outcome.lines()).endsWith(CLEAR).noneMatch(line -> line.contains("failed"));
    }

    @Test
    void elsewhereMavenIsQuiet() throws Exception {
        write("mvnw", "#!/bin/sh\necho \"$*\"\nexit " + BROKEN + "\n");

        assertThat(Tool.run(temporary, environment, temporary + "/dev", "fmt"))
                .isEqualTo(new Tool.Outcome(BROKEN, List.of("-B -ntp -q spotless:apply")));
    }

    @Test
    void continuousIntegrationSeesNoProgress() throws Exception {
        write("mvnw", BUILD);
        environment.put("CI", "true");

        assertThat(atTerminal().lines()).noneMatch(line -> line.contains(CLEAR));
        assertThat(temporary.resolve("arguments")).content().contains("-q");
    }

    private Tool.Outcome atTerminal() throws Exception {
        return atTerminal("./dev fmt");
    }

    private Tool.Outcome atTerminal(String command) throws Exception {
        return Tool.run(temporary, environment, "script", "-qec", command, "/dev/null");
    }

    private void write(String name, String text) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
