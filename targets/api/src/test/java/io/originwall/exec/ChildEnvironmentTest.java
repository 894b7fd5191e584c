package io.originwall.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {
    @Test
    void onUnixNothingOfOurEnvironmentGoesOn() {
        assertThat(ChildEnvironment.of(ToolPath.system()).environment())
                .containsOnlyKeys("LC_ALL", "PATH")
                .containsEntry("LC_ALL", "C");
    }

    @Test
    void onWindowsOnlyWhatItsProgramsCountOn() {
        ChildEnvironment surroundings = ChildEnvironment.ofWindows(Map.of(
                "SYSTEMROOT",
                "D:\\WINNT",
                "PSModulePath",
                "C:\\Users\\mallory\\modules",
                "Path",
                "C:\\Users\\mallory",
                "Temp",
                "C:\\Temp",
                "COR_PROFILER_PATH",
                "C:\\evil.dll"));

        assertThat(surroundings.environment())
                .isEqualTo(Map.of("SYSTEMROOT", "D:\\WINNT", "Temp", "C:\\Temp", "PATH", "D:\\WINNT\\System32"));
        assertThat(surroundings.tools().toString()).isEqualTo("D:\\WINNT\\System32");
    }

    @Test
    void whereWindowsIsCanBeGuessed() {
        assertThat(ChildEnvironment.ofWindows(Map.of()).environment())
                .isEqualTo(Map.of("PATH", "C:\\Windows\\System32"));
    }
}
