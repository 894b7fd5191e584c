package io.originwall.agent.cli;

import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.api.Finding;
import io.originwall.api.Parallel;
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

    private record Audit(String target, List<Finding> findings, Optional<String> error) {}

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root)) {
            DaemonClient.warnOfAnotherConfig(root, workspace);
            Ranges ranges = workspace.keeper().lastGood();
            RangesView.warn(ranges, root.console());
            AllowList allow = AllowList.of(ranges, workspace.config().allow());
            Set<String> types = workspace.config().targets().stream()
                    .map(TargetConfig::type)
                    .collect(Collectors.toSet());
            List<Audit> audits = Parallel.each(workspace.targets(selection, allow), target -> audit(target, types));
            print(audits);
            if (audits.stream().anyMatch(audit -> audit.error().isPresent())) {
                return ExitCode.FAILED;
            }
            return audits.stream().allMatch(audit -> audit.findings().isEmpty()) ? ExitCode.OK : ExitCode.DIFFERENT;
        }
    }

    /** @param types of all targets of the config, selected or not: no target knows of the others */
    private static Audit audit(GuardedTarget target, Set<String> types) {
        try {
            List<Finding> findings = target.target().audit(target.wanted()).stream()
                    .filter(finding -> finding.keptBy().filter(types::contains).isEmpty())
                    .toList();
            return new Audit(target.target().name(), findings, Optional.empty());
        } catch (TargetException e) {
            return new Audit(target.target().name(), List.of(), Optional.ofNullable(e.getMessage()));
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
        audits.forEach(audit -> audit.error()
                .ifPresent(error -> console.err().println("originwall: target " + audit.target() + ": " + error)));
    }

    private void print(Audit audit) {
        Style style = root.style();
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
                "findings",
                audit.findings().stream()
                        .map(finding -> Json.object(
                                "id", finding.id(), "summary", finding.summary(), "remedy", finding.remedy()))
                        .toList(),
                "error",
                audit.error());
    }
}
