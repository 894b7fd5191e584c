package io.originwall.agent.cli;

import io.originwall.agent.config.Advice;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.api.Rollback;
import io.originwall.api.TargetException;
import io.originwall.json.Json;
import io.originwall.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = {
            "Put the prefix lists of a target back to an earlier version; AWS keeps the last thousand.",
            "Name the --family that went wrong: without it every list goes back one version."
                    + " A list in its first version stays.",
            "The next sync, of this host or another, brings them forward again. To hold them, stop the daemon first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall ec2 rollback --family ipv4 --dry-run   # what going one version back would change",
            "  originwall ec2 rollback --family ipv4 --to 7      # the IPv4 list as it was in version 7"
        })
final class Ec2RollbackCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private Ec2Target target = new Ec2Target();

    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            converter = EnumConverter.OfFamily.class,
            description = "Only the lists of this family: ipv4 or ipv6.")
    private Optional<Family> family = Optional.empty();

    @Option(names = "--list", paramLabel = "ID", description = "Only the list with this id.")
    private Optional<String> list = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "The version to go back to, of a single list. Default: of each list the one before.")
    private Optional<Long> version = Optional.empty();

    @Option(names = "--dry-run", description = "Show what would change; change nothing.")
    private boolean dryRun;

    Ec2RollbackCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root)) {
            TargetConfig<?> named = target.of(workspace.config().targets());
            if (dryRun) {
                return goBack(named);
            }
            try (StateLock lock = lock(workspace)) {
                return goBack(named);
            }
        }
    }

    /** A running daemon would bring the lists forward before anybody could look at them. */
    private static StateLock lock(Workspace workspace) throws StateException, RefusedException {
        try {
            return workspace.lock("ec2 rollback");
        } catch (StateLock.HeldException e) {
            if (e.isHeldBy("run")) {
                throw new RefusedException("the daemon is running and would bring the lists forward again at once;"
                        + " stop it first (" + Advice.here().stop() + "): its rules stay");
            }
            throw e;
        }
    }

    private int goBack(TargetConfig<?> named) throws TargetException {
        try (Rollback rollback = rollback(Ec2Command.Account.of(named))) {
            if (!dryRun) {
                rollback.apply();
            }
            print(named.name(), rollback.steps(), dryRun ? "pending" : "changed");
            rollback.notes().forEach(this::tell);
            if (!dryRun) {
                tell("the next sync of " + named.name()
                        + " brings its lists forward again; to hold them, keep the daemon stopped");
            }
            return ExitCode.OK;
        }
    }

    private void tell(String note) {
        root.console().err().println("originwall: " + note);
    }

    private <S extends Record> Rollback rollback(Ec2Command.Account<S> account) throws TargetException {
        return account.account()
                .rollback(account.target(), account.settings(), new Rollback.Choice(family, list, version));
    }

    private void print(String name, List<Rollback.Step> steps, String result) {
        if (root.json()) {
            root.console()
                    .out()
                    .println(Json.text(Json.object(
                            "target",
                            name,
                            "lists",
                            steps.stream().map(step -> json(step, result)).toList())));
        } else {
            steps.forEach(this::print);
        }
    }

    private void print(Rollback.Step step) {
        root.console()
                .out()
                .println(root.style().strong(step.list()) + " (" + step.id() + ") in " + step.where() + ": version "
                        + step.from() + " to " + step.to()
                        + (step.changes().isEmpty() ? ", which holds the same: nothing to do" : ""));
        step.changes()
                .forEach(change ->
                        root.console().out().println("  " + root.style().change(change)));
    }

    private static Map<String, Object> json(Rollback.Step step, String result) {
        return Json.object(
                "name", step.list(),
                "id", step.id(),
                "where", step.where(),
                "from", step.from(),
                "to", step.to(),
                "result", step.changes().isEmpty() ? "in-sync" : result,
                "changes", step.changes().stream().map(CycleView::json).toList());
    }
}
