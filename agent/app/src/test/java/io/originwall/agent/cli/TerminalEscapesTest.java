package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateLock;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words of others come to root's terminal by many ways; none of them moves its cursor, hides text or makes a line of its own. */
class TerminalEscapesTest {
    /** To clear the screen in 7 and in 8 bits, a title, a line of its own, text from right to left, a backspace. */
    private static final String EVIL = "x\u001b[2J\u009b2J\u001b]0;owned\u0007\noriginwall: all is well\r\u202e\u0008y";

    private static final String SHOWN =
            "x\\u001b[2J\\u009b2J\\u001b]0;owned\\u0007\\u000aoriginwall: all is well\\u000d\\u202e\\u0008y";

    @TempDir
    private Path directory = Path.of("");

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
        assertThat(lab.run("sync").code()).isZero();
    }

    private void assertClean(String... command) {
        CommandLab.Ran ran = lab.run(command);
        String all = ran.out() + ran.err();
        assertThat(all).as(String.join(" ", command)).contains(SHOWN);
        assertThat(all.codePoints().filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e)))
                .as(String.join(" ", command))
                .isEmpty();
        assertThat(all.lines()).noneMatch("originwall: all is well"::equals);
    }

    @Test
    void theErrorOfATarget() {
        lab.target("host").driftTo(Guard.none());
        lab.target("host").failApplies(EVIL);
        assertClean("sync");

        lab.target("host").failPlans(EVIL);
        assertClean("plan");
        assertClean("status");
        assertClean("-v", "plan");
    }

    @Test
    void aFindingOfTheAudit() {
        lab.target("host").setFindings(List.of(new Finding("leak", EVIL, EVIL)));

        assertClean("audit");
    }

    @Test
    void whoHoldsTheLock() throws Exception {
        try (StateLock lock = StateLock.take(new StateDirectory(lab.stateDirectory()), EVIL)) {
            assertClean("sync");
        }
    }

    @Test
    void fileOfTheState() throws Exception {
        Files.writeString(lab.stateDirectory().resolve("last-changes"), EVIL.replace("\n", " ") + "\n");

        String all = lab.run("status").err();

        assertThat(all).contains("x\\u001b[2J").doesNotContain("\u001b").doesNotContain("\u009b");
    }

    @Test
    void anArgument() {
        CommandLab.Ran ran = lab.run("sync", EVIL);

        assertThat(ran.err()).contains("x\\u001b[2J").doesNotContain("\u001b");
    }

    @Test
    void inJsonItIsStillTheSameText() {
        lab.target("host").failPlans("\u009b\u202e");

        assertThat(lab.run("plan", "--json").out()).contains("\"error\":\"\\u009b\\u202e");
    }

    /** Where there are colours, only those of ours. */
    @Test
    void nothingButColoursPassesWhereThereAreColours() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Map.of(),
                true,
                List.of(),
                Clock.systemUTC());

        console.out().println(new Style(true).good("good") + EVIL);
        console.out().println(EVIL.toCharArray());

        String nl = System.lineSeparator();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[32mgood\u001b[0m" + SHOWN + nl + SHOWN + nl);
    }
}
