package io.originwall.agent.cli;

import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RefusedRanges;
import io.originwall.agent.report.RangesDocument;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.AllowList;
import io.originwall.json.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ranges",
        description = "Print the allow list in force, with the origin of each entry.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall ranges                  # each block, and where it comes from",
            "  originwall ranges --format nginx   # allow lines to include",
            "  originwall ranges --refused        # the list that was refused, and its digest"
        })
final class RangesCommand implements Callable<Integer> {
    private final Originwall root;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; nginx writes allow and deny lines. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Option(
            names = "--refused",
            description = "Print the list that was refused last instead, and its digest for \"sync --accept\".")
    private boolean refused;

    /** In lower case, because that is how they are typed. */
    private enum Format {
        text,
        json,
        nginx
    }

    RangesCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            if (refused) {
                return printRefused(context);
            }
            Ranges ranges = context.rangesService().lastGood();
            RangesView.warn(ranges, root.console());
            List<RangeEntry> entries =
                    AllowList.of(ranges, context.config().allow()).entries();
            PrintStream out = root.console().out();
            switch (root.json() ? Format.json : format) {
                case text -> entries.forEach(entry -> out.println(text(entry)));
                case json ->
                    out.println(Json.text(Json.object(
                            "ranges",
                            RangesDocument.of(ranges),
                            "allow",
                            entries.stream().map(RangesCommand::json).toList())));
                case nginx -> {
                    entries.forEach(entry -> out.println("allow " + entry.block() + "; # " + origin(entry)));
                    out.println("deny all;");
                }
            }
            return ExitCode.OK;
        }
    }

    private int printRefused(CommandContext context) throws StateException {
        Optional<RefusedRanges> list = context.rangesService().refused();
        if (root.json() || format == Format.json) {
            root.console().out().println(Json.text(RefusedView.json(list)));
        } else if (list.isPresent()) {
            RefusedView.print(list.get(), root.console().out());
        } else {
            root.console().tell("no list has been refused since the last good one");
        }
        return ExitCode.OK;
    }

    private static String text(RangeEntry entry) {
        return String.format("%-43s  %s", entry.block(), origin(entry));
    }

    private static String origin(RangeEntry entry) {
        return entry.origin()
                + entry.graceUntil()
                        .map(end -> ", in removal grace until " + end)
                        .orElse("");
    }

    private static Map<String, Object> json(RangeEntry entry) {
        return Json.object("block", entry.block(), "origin", entry.origin(), "graceUntil", entry.graceUntil());
    }
}
