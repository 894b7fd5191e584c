package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import io.originwall.agent.control.ControlResult;
import io.originwall.agent.demo.Step;
import io.originwall.agent.event.Event;
import io.originwall.agent.journal.ChangeJournal;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.windows.WindowsService;
import io.originwall.api.Finding;
import io.originwall.json.Json;
import io.originwall.testing.OutputSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What --json prints is what docs/output.schema.json says, key by key. */
class OutputSchemaTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
    }

    @Test
    void ofCommandsThatWorkOnTargets() {
        assertShape("plan", lab.run("plan", "--json"));
        assertShape("sync", lab.run("sync", "--json"));
        assertShape("status", lab.run("status", "--json"));
        assertShape("check", lab.run("check", "103.21.244.1", "--json"));
        assertShape("check", lab.run("check", "198.51.100.1", "22", "--json"));
        lab.target("host").setFindings(List.of(new Finding("udp-open", "443/udp is open", "guard it")));
        assertShape("audit", lab.run("audit", "--json"));
        assertShape("ranges", lab.run("ranges", "--json"));
        assertShape("ranges-refused", lab.run("ranges", "--refused", "--json"));
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        lab.run("sync");
        assertShape("ranges-refused", lab.run("ranges", "--refused", "--json"));
        assertShape("trial", lab.run("trial", "--for", "1s", "--json"));
        assertShape("boot", lab.run("boot", "--prepare", "--json"));
        assertShape("remove", lab.run("remove", "--json"));
    }

    @Test
    void ofTargetsThatFail() {
        lab.run("sync");
        lab.target("host").failPlans("unreadable");

        assertShape("sync", lab.run("sync", "--json"));
        assertShape("status", lab.run("status", "--json"));
        assertShape("check", lab.run("check", "103.21.244.1", "--json"));
        assertShape("audit", lab.run("audit", "--json"));
    }

    @Test
    void ofTheHistory() throws Exception {
        assertShape("history", lab.run("history", "--json"));
        lab.run("sync");
        lab.run("trial", "--for", "1s");
        lab.target("host").failApplies("no room");
        lab.run("remove");
        Files.writeString(lab.stateDirectory().resolve("journal.jsonl"), "torn", StandardOpenOption.APPEND);
        ChangeJournal journal =
                new ChangeJournal(new DirectoryStore(new StateDirectory(lab.stateDirectory())), problem -> {});
        journal.accept(new Event.ConfigReloaded(CommandLab.NOW, List.of()));
        journal.accept(new Event.ConfigRefused(CommandLab.NOW, List.of("config.yaml:1:1: no")));
        journal.accept(
                new Event.RangesRejected(CommandLab.NOW, Rejection.SHRINKS, List.of("refused"), Optional.empty()));

        CommandLab.Ran ran = lab.run("history", "--json");

        assertShape("history", ran);
        assertThat(ran.out())
                .contains("\"kind\":\"change\",\"outcome\":\"changed\"", "\"kind\":\"change\",\"outcome\":\"failed\"")
                .contains("\"kind\":\"ranges\"", "\"kind\":\"config\"");
        assertThat(OutputSchema.of("history").validate(ran.out().replace("\"v\":1", "\"v\":7"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void ofTheConfigCheck() {
        assertShape("config-check", lab.run("config", "check", "--json"));
        lab.config("targets: [{name: host, type: memry}]");
        assertShape("config-check", lab.run("config", "check", "--json"));
    }

    @Test
    void ofErrors() throws Exception {
        assertShape("error", lab.run("sync", "--nonsense", "--json"));
        assertShape("error", lab.run("--json", "confirm"));
        Files.delete(directory.resolve("list.txt"));
        assertShape("error", lab.run("sync", "--json"));
    }

    @Test
    void ofTheDemo() {
        OutputSchema.assertValid("demo", Json.text(DemoCommand.json(List.of(new Step(1, true, "it works")))));
    }

    @Test
    void ofAReload() {
        OutputSchema.assertValid(
                "reload", Json.text(ReloadCommand.json(new ControlResult(0, List.of("state-dir: later")))));
        OutputSchema.assertValid("reload", Json.text(ReloadCommand.json(new ControlResult(78, List.of("1:1: x")))));
        assertShape("error", lab.run("reload", "--json"));
    }

    @Test
    void ofTheServiceOfWindows() {
        for (WindowsService.State state : WindowsService.State.values()) {
            OutputSchema.assertValid("service", Json.text(ServiceCommand.json(state)));
        }
        assertShape("error", lab.run("service", "status", "--json"));
    }

    @Test
    void anythingElseIsNotOfTheShape() {
        assertThat(OutputSchema.of("remove").validate("{\"targets\":[],\"more\":1}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(OutputSchema.of("remove").validate("{}", InputFormat.JSON)).isNotEmpty();
    }

    private static void assertShape(String command, CommandLab.Ran ran) {
        assertThat(ran.out().lines())
                .as("one document, and nothing else: %s", ran)
                .hasSize(1);
        OutputSchema.assertValid(command, ran.out());
    }
}
