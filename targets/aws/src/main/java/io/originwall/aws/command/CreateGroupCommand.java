package io.originwall.aws.command;

import io.originwall.api.AddOnContext;
import io.originwall.aws.client.GroupMaker.MadeGroup;
import io.originwall.aws.client.GroupMaker.NewGroup;
import io.originwall.aws.ec2.CloudAccount;
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
        footer = "  originwall aws create-group --vpc vpc-0123456789abcdef0 --name cloudflare-access")
final class CreateGroupCommand implements Callable<Integer> {
    private final CloudAccount account;
    private final AddOnContext context;

    @Mixin
    private TargetOption target = new TargetOption();

    @Option(names = "--vpc", required = true, paramLabel = "ID", description = "The VPC it belongs to.")
    private String vpc = "";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name, unique in the VPC.")
    private String name = "";

    @Option(names = "--region", paramLabel = "REGION", description = "The region of the VPC.")
    private Optional<String> region = Optional.empty();

    CreateGroupCommand(CloudAccount account, AddOnContext context) {
        this.account = account;
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        MadeGroup group = account.createGroup(target.settingsOrDefaults(context), new NewGroup(region, vpc, name));
        context.out()
                .println(
                        context.json()
                                ? Json.text(
                                        Json.object("id", group.id(), "name", name, "vpc", vpc, "made", group.made()))
                                : group.id() + " (" + name + "): " + (group.made() ? "made" : "was there already"));
        return 0;
    }
}
