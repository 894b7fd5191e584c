package io.originwall.agent.cli;

import io.originwall.api.CloudAccount.Task;
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
            "  originwall ec2 policy                      # for the daemon, or for sync",
            "  originwall ec2 policy --for plan           # to look only",
            "  originwall ec2 policy --for create-group   # what create-group takes, once"
        })
final class Ec2PolicyCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private Ec2Target target = new Ec2Target();

    @Option(
            names = "--for",
            paramLabel = "TASK",
            converter = EnumConverter.OfTask.class,
            description = {
                "What is to be allowed: ${COMPLETION-CANDIDATES}. Default: sync.",
                "plan is for status, check and audit too. For create-group no config is needed."
            })
    private Task task = Task.SYNC;

    Ec2PolicyCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        Ec2Command.Account<?> account = task == Task.CREATE_GROUP
                ? Ec2Command.accountOrDefault(target, root)
                : Ec2Command.account(target, root);
        policy(account).lines().forEach(root.console().out()::println);
        return ExitCode.OK;
    }

    private <S extends Record> String policy(Ec2Command.Account<S> account) {
        return account.account().policy(account.settings(), task);
    }
}
