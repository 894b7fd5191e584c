package io.originwall.agent.cli;

import io.originwall.agent.journal.JournalReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "history",
        description = "Show what was changed, when and why; the newest last. With -v, every line of it.")
final class HistoryCommand implements Callable<Integer> {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Not checked against the config: a target that is no longer in it has a history too. */
    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Only changes of this target; may be repeated. Default: everything.")
    private List<String> targets = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = SpanConverter.class,
            description = "Nothing older than this: 3d, 12h.")
    private Optional<Duration> since = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    HistoryCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--limit: must be 1 or more");
        }
        try (CommandContext context = CommandContext.open(root)) {
            Optional<Instant> start =
                    since.map(span -> root.console().clock().instant().minus(span));
            JournalReader reader = new JournalReader(context.store());
            new HistoryView(root).print(reader.read(new JournalReader.Query(Set.copyOf(targets), start, limit)));
            return ExitCode.OK;
        }
    }
}
