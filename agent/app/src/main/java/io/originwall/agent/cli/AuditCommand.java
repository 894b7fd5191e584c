package io.originwall.agent.cli;

import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.api.Auditable;
import io.originwall.api.Finding;
import io.originwall.api.TargetException;
import io.originwall.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "audit", description = "Look for ways around the guard that the targets can see.")
final class AuditCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    AuditCommand(Originwall root) {
        this.root = root;
    }

    /** What one target found, or why it did not look; neither where it cannot. */
    private record Audit(String target, Optional<List<Finding>> found, Optional<String> error) {
        List<Finding> findings() {
            return found.orElse(List.of());
        }
    }

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            DaemonClient.warnOfAnotherConfig(root, context);
            Ranges ranges = context.rangesService().lastGood();
            RangesView.warn(ranges, root.console());
            AllowList allow = AllowList.of(ranges, context.config().allow());
            Set<String> types =
                    context.config().targets().stream().map(TargetConfig::type).collect(Collectors.toSet());
            List<Audit> audits =
                    root.progress().each(context.targets(selection, allow), target -> audit(target, types));
            print(audits);
            // That nobody could look must not look like "no finding".
            boolean blind = audits.stream().allMatch(audit -> audit.found().isEmpty());
            if (blind || audits.stream().anyMatch(audit -> audit.error().isPresent())) {
                return ExitCode.FAILED;
            }
            return audits.stream().allMatch(audit -> audit.findings().isEmpty()) ? ExitCode.OK : ExitCode.DIFFERENT;
        }
    }

    /** @param types of all targets of the config, selected or not: no target knows of the others */
    private static Audit audit(GuardedTarget target, Set<String> types) {
        try {
            Optional<Auditable> auditable = target.target().auditable();
            if (auditable.isEmpty()) {
                return new Audit(target.target().name(), Optional.empty(), Optional.empty());
            }
            List<Finding> findings = auditable.get().audit(target.wanted()).stream()
                    .filter(finding -> finding.keptBy().filter(types::contains).isEmpty())
                    .toList();
            return new Audit(target.target().name(), Optional.of(findings), Optional.empty());
        } catch (TargetException e) {
            return new Audit(target.target().name(), Optional.empty(), Optional.ofNullable(e.getMessage()));
        }
    }

    private void print(List<Audit> audits) {
        Console console = root.console();
        if (root.json()) {
            console.out()
                    .println(Json.text(Json.object(
                            "targets", audits.stream().map(AuditCommand::json).toList())));
        } else {
            audits.stream().filter(audit -> audit.error().isEmpty()).forEach(this::print);
        }
        audits.forEach(
                audit -> audit.error().ifPresent(error -> console.tell("target " + audit.target() + ": " + error)));
    }

    private void print(Audit audit) {
        Style style = root.style();
        if (audit.found().isEmpty()) {
            root.console().out().println(audit.target() + ": not audited: this kind of target cannot say");
            return;
        }
        String summary = audit.findings().isEmpty()
                ? style.good("no finding")
                : style.bad(audit.findings().size() + (audit.findings().size() == 1 ? " finding" : " findings"));
        root.console().out().println(style.strong(audit.target()) + ": " + summary);
        for (Finding finding : audit.findings()) {
            root.console().out().println("  " + finding.id() + ": " + finding.summary());
            root.console().out().println("    " + finding.remedy());
        }
    }

    private static Map<String, Object> json(Audit audit) {
        return Json.object(
                "name",
                audit.target(),
                "audited",
                audit.found().isPresent(),
                "findings",
                audit.findings().stream()
                        .map(finding -> Json.object(
                                "id", finding.id(), "summary", finding.summary(), "remedy", finding.remedy()))
                        .toList(),
                "error",
                audit.error());
    }
}
