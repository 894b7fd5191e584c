package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.host.lab.NetLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {
    /** As whoever runs the tests, with its own namespaces; the lab is opened only to skip where there can be none. */
    @Test
    void everyStepComesOutAsItShould() throws Exception {
        NetLab.open().close();
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo")
                .redirectErrorStream(true)
                .start();
        String output = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).as(output).isEqualTo(0);
        assertThat(output)
                .contains("a foreign address does not")
                .contains("sync repairs it")
                .endsWith("Every step came out as it should.\n")
                .doesNotContain("FAIL");
    }
}
