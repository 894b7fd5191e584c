package io.originwall.agent.cli;

import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.Cycle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sync",
        description = {
            "Fetch the ranges and bring every target up to date, once. Guards that were removed go up again.",
            "If a daemon runs, it does this; a config file that was edited has to be reloaded first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall sync                      # fetch, judge, apply",
            "  originwall sync --offline            # the last good list, without a network",
            "  originwall sync --target host --json # one target, for a script"
        })
final class SyncCommand implements Callable<Integer> {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Mixin
    private RemoteSession session = new RemoteSession();

    @Option(names = "--offline", description = "Use the last good ranges; ask nobody.")
    private boolean offline;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    SyncCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        if (offline && accept.isGiven()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--accept goes with a fetch, and --offline means that there is none");
        }
        try (CommandContext context = CommandContext.open(root)) {
            List<TargetConfig<?>> targets = selection.of(context.config().targets());
            Optional<Acceptance> acceptance =
                    offline ? Optional.empty() : Optional.of(accept.acceptance(root, context));
            session.protect(root.console(), targets);
            Map<String, String> options = new HashMap<>();
            options.put("targets", TargetSelection.joined(targets));
            if (offline) {
                options.put("offline", "");
            }
            acceptance.flatMap(Acceptance::digest).ifPresent(digest -> options.put("accept", digest));
            return new Delegation(root).run("sync", options, () -> sync(context, acceptance));
        }
    }

    private int sync(CommandContext context, Optional<Acceptance> acceptance) throws Exception {
        try (StateLock lock = context.lockOrNone("sync");
                LocalSync local = new LocalSync(root, context)) {
            context.prepare(selection);
            if (context.isNotConfirmed()) {
                root.display().warn(context.file() + " was on trial and not confirmed; this sync puts it in force");
            }
            Ranges ranges = local.ranges(acceptance);
            Cycle cycle = local.sync(selection, ranges);
            return exitCode(root.display(), cycle, acceptance);
        }
    }

    /** Prints what came of it. */
    static int exitCode(Display display, Cycle cycle, Optional<Acceptance> acceptance) {
        int code = new CycleView(display).print(cycle.ranges(), cycle.reports());
        boolean refused = cycle.ranges().flatMap(Ranges::rejection).isPresent();
        boolean wasAccepted = acceptance.flatMap(Acceptance::digest).isPresent();
        return wasAccepted && refused ? ExitCode.FAILED : code;
    }
}
