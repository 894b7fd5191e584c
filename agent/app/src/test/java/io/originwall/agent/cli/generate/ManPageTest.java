package io.originwall.agent.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ManPageTest {
    private static String page(String name) {
        CommandNode command = SampleProgram.root().tree().stream()
                .filter(node -> node.pageName().equals(name))
                .findFirst()
                .orElseThrow();
        return new ManPage(command, LocalDate.of(2026, 11, 22), "sample 1.2.3").render();
    }

    @Test
    void hasOnePageForEachCommandThatIsNotHidden() {
        assertThat(SampleProgram.root().tree())
                .extracting(CommandNode::pageName)
                .containsExactly("sample", "sample-sync", "sample-config", "sample-config-check");
    }

    @Test
    void showsACommandWhole() {
        assertThat(page("sample-sync")).startsWith("""
                .TH "SAMPLE\\-SYNC" 1 2026-11-22 "sample 1.2.3" "User Commands"
                .SH "NAME"
                sample\\-sync \\- One cycle: 50% done
                .SH "SYNOPSIS"
                \\fBsample sync\\fR [\\-\\-offline] [\\-c=FILE] [\\-\\-colour=COLOUR] [\\-t=NAME]... [PLACE]
                .SH "DESCRIPTION"
                One cycle: 50% done.
                .SH "ARGUMENTS"
                .TP
                \\fBPLACE\\fR
                Where.
                .SH "OPTIONS"
                .TP
                \\fB\\-t, \\-\\-target NAME\\fR
                Only this [target].
                Again for more.
                .TP
                \\fB\\-\\-colour COLOUR\\fR
                One of red, green.
                .TP
                \\fB\\-\\-offline\\fR
                Ask nobody.
                .SS "Global options"
                .TP
                \\fB\\-c, \\-\\-config FILE\\fR
                The config.
                .SH "EXIT STATUS"
                .TP
                \\fB0\\fR
                done
                .TP
                \\fB1\\fR
                a target failed
                .SH "FILES"
                """);
    }

    @Test
    void tellsTheProgramsExitCodesOnItsOwnPageOnly() {
        assertThat(page("sample")).contains(".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\ndone\n.TP\n\\fB64\\fR\n");
        assertThat(page("sample-config-check")).doesNotContain("EXIT STATUS");
    }

    @Test
    void showsExamplesAsTheyAreTyped() {
        assertThat(page("sample-config-check"))
                .contains(".SH \"EXAMPLES\"\n.EX\n  sample config check  # all of it\n.EE\n");
        assertThat(page("sample-sync")).doesNotContain("EXAMPLES");
    }

    @Test
    void listsTheCommandsBelowAndPointsToTheirPages() {
        assertThat(page("sample-config"))
                .contains(".SH \"COMMANDS\"\n.TP\n\\fBcheck\\fR\nReads the config.\n")
                .contains(".SH \"SEE ALSO\"\nsample(1), sample\\-config\\-check(1), originwall.yaml(5), nft(8)\n");
    }

    @Test
    void doesNotTellOfHiddenCommandsAndOptions() {
        assertThat(page("sample")).doesNotContain("secret", "internal");
    }
}
