package io.originwall.aws.command;

import io.originwall.api.AddOnContext;
import io.originwall.aws.ec2.CloudAccount;
import io.originwall.aws.ec2.Ec2Settings;
import io.originwall.aws.ec2.PolicyTask;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "policy",
        description = {
            "Print the least IAM policy that a target needs for a task, as JSON.",
            "Writes are limited to groups that are named by id, or by tags; IAM knows no names of groups.",
            "In China, GovCloud and other partitions name the region in the config: without it or a role the ARNs are of"
                    + " the standard partition, aws."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall aws policy                      # for the daemon, or for sync",
            "  originwall aws policy --for plan           # to look only",
            "  originwall aws policy --for create-group   # what create-group takes, once"
        })
final class PolicyCommand implements Callable<Integer> {
    private final CloudAccount account;
    private final AddOnContext context;

    @Mixin
    private TargetOption target = new TargetOption();

    @Option(
            names = "--for",
            paramLabel = "TASK",
            converter = EnumConverter.OfTask.class,
            description = {
                "What is to be allowed: ${COMPLETION-CANDIDATES}. Default: sync.",
                "plan is for status, check and audit too. For create-group no config is needed."
            })
    private PolicyTask task = PolicyTask.SYNC;

    PolicyCommand(CloudAccount account, AddOnContext context) {
        this.account = account;
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Ec2Settings settings = task == PolicyTask.CREATE_GROUP
                ? target.settingsOrDefaults(context)
                : target.of(context).settings();
        account.policy(settings, task).lines().forEach(context.out()::println);
        return 0;
    }
}
