package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.linux.lab.NetLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final List<String> DEMO = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "demo");

    @Test
    void everyStepComesOutAsItShould() throws Exception {
        assertThatItSucceeds(DEMO);
    }

    @Test
    void nothingOfItNeedsAWritableTmp() throws Exception {
        String readOnly =
                "mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp && ! touch /tmp/written && exec \"$@\"";
        List<String> unshare =
                System.getProperty("user.name").equals("root") ? List.of("unshare", "-m") : List.of("unshare", "-rm");
        assertThatItSucceeds(Stream.of(unshare, List.of("sh", "-c", readOnly, "sh"), DEMO)
                .flatMap(List::stream)
                .toList());
    }

    /** As whoever runs the tests, with its own namespaces; the lab is opened only to skip where there can be none. */
    private static void assertThatItSucceeds(List<String> argv) throws Exception {
        NetLab.open().close();
        Process demo = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String output = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).as(output).isEqualTo(0);
        assertThat(output)
                .contains("a foreign address does not")
                .contains("sync repairs it")
                .endsWith("Every step came out as it should.\n")
                .doesNotContain("FAIL");
    }
}
