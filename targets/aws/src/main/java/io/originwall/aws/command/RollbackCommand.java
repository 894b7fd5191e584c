package io.originwall.aws.command;

import io.originwall.api.AddOnContext;
import io.originwall.api.AddOnContext.Configured;
import io.originwall.api.Change;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.CloudAccount;
import io.originwall.aws.ec2.Ec2Settings;
import io.originwall.aws.ec2.Rollback;
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
            "  originwall aws rollback --family ipv4 --dry-run   # what going one version back would change",
            "  originwall aws rollback --family ipv4 --to 7      # the IPv4 list as it was in version 7"
        })
final class RollbackCommand implements Callable<Integer> {
    private final CloudAccount account;
    private final AddOnContext context;

    @Mixin
    private TargetOption target = new TargetOption();

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

    RollbackCommand(CloudAccount account, AddOnContext context) {
        this.account = account;
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Configured<Ec2Settings> named = target.of(context);
        if (dryRun) {
            goBack(named);
        } else {
            try (AutoCloseable lock = context.lock(
                    "aws rollback", "the daemon is running and would bring the lists forward again at once")) {
                goBack(named);
            }
        }
        return 0;
    }

    private void goBack(Configured<Ec2Settings> named) throws TargetException {
        Rollback.Choice choice = new Rollback.Choice(family, list, version);
        try (Rollback rollback = account.rollback(named.name(), named.settings(), choice)) {
            if (!dryRun) {
                rollback.apply();
            }
            print(named.name(), rollback.steps(), dryRun ? "pending" : "changed");
            rollback.notes().forEach(context::tell);
        }
        if (!dryRun) {
            context.tell("the next sync of " + named.name()
                    + " brings its lists forward again; to hold them, keep the daemon stopped");
        }
    }

    private void print(String name, List<Rollback.Step> steps, String result) {
        if (context.json()) {
            context.out()
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
        context.out()
                .println(step.list() + " (" + step.id() + ") in " + step.where() + ": version " + step.from() + " to "
                        + step.to() + (step.changes().isEmpty() ? ", which holds the same: nothing to do" : ""));
        step.changes().forEach(context::print);
    }

    private static Map<String, Object> json(Rollback.Step step, String result) {
        return Json.object(
                "name", step.list(),
                "id", step.id(),
                "where", step.where(),
                "from", step.from(),
                "to", step.to(),
                "result", step.changes().isEmpty() ? "in-sync" : result,
                "changes", step.changes().stream().map(Change::fields).toList());
    }
}
