package io.originwall.agent.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages as the two programs that show man pages see them. */
class ManLintTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> pages() {
        Stream<Arguments> commands = SampleProgram.root().tree().stream()
                .map(command -> new ManPage(command, DAY, "sample 1.2.3"))
                .map(page -> Arguments.of(page.fileName(), page.render()));
        ConfigPage config = new ConfigPage(List.of("# it's – \\n", ".dot: 'x'", "", "  a: -1"), DAY, "sample 1.2.3");
        return Stream.concat(commands, Stream.of(Arguments.of(ConfigPage.FILE_NAME, config.render())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void mandocHasNothingToWarnOf(String name, String page) throws Exception {
        assertThat(run("mandoc", "-Tlint", "-Wwarning", write(name, page))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void manHasNothingToWarnOf(String name, String page) throws Exception {
        Tool.assumeInstalled("man");
        String onlyWarnings = "exec man --warnings -l \"$1\" 2>&1 >/dev/null";
        assertThat(run("sh", "-c", onlyWarnings, "sh", write(name, page))).isEmpty();
    }

    private String write(String name, String page) throws IOException {
        return Files.writeString(directory.resolve(name), page).toString();
    }

    private List<String> run(String... argv) throws Exception {
        return Tool.run(directory, Map.of("LC_ALL", "C.UTF-8"), argv).lines();
    }
}
