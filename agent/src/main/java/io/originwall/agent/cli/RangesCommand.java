package io.originwall.agent.cli;

import io.originwall.agent.json.Json;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.RangesDocument;
import io.originwall.agent.sync.AllowList;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ranges",
        description = "Print the allow list in force, with the origin of each entry.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall ranges                  # each block, and where it comes from",
            "  originwall ranges --format nginx   # allow lines to include"
        })
final class RangesCommand implements Callable<Integer> {
    private final Originwall root;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; nginx writes allow and deny lines. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

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
        try (Workspace workspace = Workspace.open(root)) {
            Ranges ranges = workspace.keeper().lastGood();
            RangesView.warn(ranges, root.console());
            List<AllowList.Entry> entries =
                    AllowList.of(ranges, workspace.config().allow()).entries();
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

    private static String text(AllowList.Entry entry) {
        return String.format("%-43s  %s", entry.block(), origin(entry));
    }

    private static String origin(AllowList.Entry entry) {
        return entry.origin()
                + entry.graceUntil()
                        .map(end -> ", in removal grace until " + end)
                        .orElse("");
    }

    private static Map<String, Object> json(AllowList.Entry entry) {
        return Json.object("block", entry.block(), "origin", entry.origin(), "graceUntil", entry.graceUntil());
    }
}
