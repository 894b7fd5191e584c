package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCommandTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"install", "uninstall", "reload", "status"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there they would be done")
    void elsewhereThanOnWindowsThereIsNoSuchService(String command) {
        CommandLab.Ran ran = new CommandLab(directory).run("service", command);

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("no services of Windows: use the units for systemd");
    }

    @Test
    void theServiceRunsWithTheAddOnWhereItIsThere() throws Exception {
        Path library = Files.createDirectories(directory.resolve("lib"));
        Files.createFile(library.resolve("originwall-agent.jar"));
        Files.createFile(library.resolve("originwall.classlist"));

        assertThat(ServiceCommand.libraries(library)).isEqualTo(List.of("originwall-agent.jar"));
        Files.createFile(Files.createDirectories(library.resolve("ec2")).resolve("ec2.jar"));
        assertThat(ServiceCommand.libraries(library)).containsExactlyInAnyOrder("originwall-agent.jar", "ec2\\ec2.jar");
    }

    /** The program and its Java. */
    @Test
    void whatTheServiceRunsMayLieWhereOthersCanChangeIt() {
        assertThat(ServiceCommand.outside(
                        "C:\\Program Files",
                        "c:\\program files\\Originwall",
                        "C:\\Program Files (x86)\\Java",
                        "C:\\jdk"))
                .containsExactly("C:\\Program Files (x86)\\Java", "C:\\jdk");
    }
}
