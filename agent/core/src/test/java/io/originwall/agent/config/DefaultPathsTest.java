package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DefaultPathsTest {
    @Test
    void onUnixTheyAreFixed() {
        assertThat(DefaultPaths.of(false, Map.of("ProgramData", "D:\\Data")))
                .isEqualTo(new DefaultPaths(Path.of("/etc/originwall/config.yaml"), Path.of("/var/lib/originwall")));
    }

    @Test
    void onWindowsTheyAreBelowProgramData() {
        assertThat(DefaultPaths.of(true, Map.of("ProgramData", "D:\\Data")))
                .isEqualTo(new DefaultPaths(
                        Path.of("D:\\Data\\Originwall\\config.yaml"), Path.of("D:\\Data\\Originwall\\state")));
        assertThat(DefaultPaths.of(true, Map.of()).state()).isEqualTo(Path.of("C:\\ProgramData\\Originwall\\state"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hereTheyAreThoseOfThisSystem() {
        assertThat(DefaultPaths.here()).isEqualTo(DefaultPaths.of(false, Map.of()));
    }
}
