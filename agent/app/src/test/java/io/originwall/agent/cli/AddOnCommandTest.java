package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateLock;
import io.originwall.api.AddOnCommands;
import io.originwall.api.AddOnContext;
import io.originwall.api.Change;
import io.originwall.api.InMemoryProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class AddOnCommandTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void install() {
        lab = new CommandLab(directory);
        lab.addOns.add(new AddOn());
    }

    private static class AddOn implements AddOnCommands {
        @Override
        public List<String> names() {
            return List.of("cloud", "sky");
        }

        @Override
        public String description() {
            return "Look after a cloud.";
        }

        @Override
        public List<Callable<Integer>> subcommands(AddOnContext context) {
            return List.of(new ListCommand(context));
        }
    }

    @Command(name = "list", description = "List the targets.")
    private record ListCommand(AddOnContext context) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            try (AutoCloseable lock = context.lock("cloud list", "the daemon is running and lists them too")) {
                context.targets("memory", InMemoryProvider.Settings.class)
                        .forEach(target -> context.out().println(target.name() + (context.json() ? " as JSON" : "")));
                context.print(Change.add("192.0.2.0/24"));
                context.tell("that was it");
                return 0;
            }
        }
    }

    @Test
    void isTypedByEachOfItsNames() {
        CommandLab.Ran ran = lab.run("cloud", "list");

        assertThat(ran).isEqualTo(new CommandLab.Ran(0, "host\n  + 192.0.2.0/24\n", "originwall: that was it\n"));
        assertThat(lab.run("sky", "list")).isEqualTo(ran);
        assertThat(lab.run("--json", "sky", "list").out()).contains("host as JSON");
    }

    @Test
    void standsInTheHelp() {
        assertThat(lab.run("--help").out()).contains("cloud, sky").contains("Look after a cloud.");
        assertThat(lab.run("cloud", "--help").out()).contains("List the targets.");
        assertThat(lab.run("cloud", "list", "--help").out()).contains("Usage: originwall cloud list");
    }

    @Test
    void failsAsTheProgramsOwnCommandsDo() throws Exception {
        assertThat(lab.run("cloud").code()).isEqualTo(ExitCode.USAGE);
        assertThat(lab.run("cloud").err()).contains("which command? see originwall cloud --help");
        try (StateLock lock = StateLock.take(new StateDirectory(lab.stateDirectory()), "run")) {
            CommandLab.Ran ran = lab.run("cloud", "list");
            assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
            assertThat(ran.err())
                    .isEqualTo("originwall: the daemon is running and lists them too; stop it first"
                            + " (systemctl stop originwall): its rules stay\n");
        }
        lab.config("targets: [");
        assertThat(lab.run("cloud", "list").code()).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void ofTheSameNameAsOneOfTheProgramIsNotHeard() {
        lab.addOns.add(new AddOn() {
            @Override
            public List<String> names() {
                return List.of("sync");
            }
        });

        assertThat(lab.run("sync").out()).contains("host (memory)");
    }
}
