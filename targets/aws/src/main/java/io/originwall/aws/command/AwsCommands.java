package io.originwall.aws.command;

import io.originwall.api.AddOnCommands;
import io.originwall.api.AddOnContext;
import io.originwall.aws.ec2.CloudAccount;
import io.originwall.aws.ec2.Ec2Account;
import java.util.List;
import java.util.concurrent.Callable;

/** What there is to do in an AWS account besides guarding. */
public final class AwsCommands implements AddOnCommands {
    private final CloudAccount account;

    public AwsCommands() {
        this(new Ec2Account());
    }

    AwsCommands(CloudAccount account) {
        this.account = account;
    }

    @Override
    public List<String> names() {
        return List.of("aws", "ec2");
    }

    @Override
    public String description() {
        return "Prepare an AWS account for targets of type ec2-security-group.";
    }

    @Override
    public List<Callable<Integer>> subcommands(AddOnContext context) {
        return List.of(
                new CreateGroupCommand(account, context),
                new PolicyCommand(account, context),
                new RollbackCommand(account, context));
    }
}
