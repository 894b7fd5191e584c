package io.originwall.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "policy",
        description = {
            "Print the least IAM policy that a target needs, as JSON.",
            "Writes are limited to groups that are named by id, or by tags; IAM knows no names of groups."
        })
final class Ec2PolicyCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private Ec2Target target = new Ec2Target();

    @Option(names = "--read-only", description = "Only what plan, status, check and audit need.")
    private boolean readOnly;

    Ec2PolicyCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        root.console().out().println(policy(target.account(root)));
        return ExitCode.OK;
    }

    private <S extends Record> String policy(Ec2Command.Account<S> account) {
        return account.account().policy(account.settings(), readOnly);
    }
}
