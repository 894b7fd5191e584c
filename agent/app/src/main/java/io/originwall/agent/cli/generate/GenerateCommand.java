package io.originwall.agent.cli.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the man pages and the completions; the build runs it. */
@Command(name = "generate", hidden = true, header = "Write man pages and completions below a directory.")
public final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHARE", description = "The directory that holds man/, zsh/ and so on.")
    private Path share = Path.of("share");

    @Option(names = "--date", paramLabel = "INSTANT", description = "The date on the pages.", required = true)
    private Instant date = Instant.EPOCH;

    @Option(names = "--config-example", paramLabel = "FILE", description = "The config that shows every key.")
    private Path example = Path.of("config.example.yaml");

    @Override
    public Integer call() throws IOException {
        CommandSpec root = spec.root();
        LocalDate day = LocalDate.ofInstant(date, ZoneOffset.UTC);
        String version = String.join(" ", root.version());
        for (CommandNode command : new CommandNode(root).tree()) {
            ManPage page = new ManPage(command, day, version);
            write(Path.of("man/man1", page.fileName()), page.render());
        }
        ConfigPage config = new ConfigPage(Files.readAllLines(example), day, version);
        write(Path.of("man/man5", ConfigPage.FILE_NAME), config.render());
        for (Shell shell : Shell.values()) {
            write(shell.place(root.name()), shell.script(root));
        }
        return 0;
    }

    private void write(Path place, String text) throws IOException {
        Path file = share.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
