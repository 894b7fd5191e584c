package io.originwall.agent.cli;

import io.originwall.api.CloudAccount.MadeGroup;
import io.originwall.api.CloudAccount.NewGroup;
import io.originwall.api.TargetException;
import io.originwall.json.Json;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create-group",
        description = {
            "Make a security group that lets nobody in yet, for a target to fill; do nothing where it is there already.",
            "Without --target no config is needed, and the usual AWS settings tell the account and the region."
        },
        footerHeading = "%nExample:%n",
        footer = "  originwall ec2 create-group --vpc vpc-0123456789abcdef0 --name cloudflare-access")
final class Ec2CreateGroupCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private Ec2Target target = new Ec2Target();

    @Option(names = "--vpc", required = true, paramLabel = "ID", description = "The VPC it belongs to.")
    private String vpc = "";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name, unique in the VPC.")
    private String name = "";

    @Option(names = "--region", paramLabel = "REGION", description = "The region of the VPC.")
    private Optional<String> region = Optional.empty();

    Ec2CreateGroupCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        MadeGroup group = create(Ec2Command.accountOrDefault(target, root));
        if (root.json()) {
            root.console()
                    .out()
                    .println(Json.text(Json.object("id", group.id(), "name", name, "vpc", vpc, "made", group.made())));
        } else {
            root.console()
                    .out()
                    .println(group.id() + " (" + name + "): " + (group.made() ? "made" : "was there already"));
        }
        return ExitCode.OK;
    }

    private <S extends Record> MadeGroup create(Ec2Command.Account<S> account) throws TargetException {
        return account.account().createGroup(account.settings(), new NewGroup(region, vpc, name));
    }
}
