package io.originwall.agent.cli;

import io.originwall.api.CloudAccount;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "ec2", description = "Prepare an AWS account for targets of type ec2-security-group.")
final class Ec2Command implements Runnable {
    static final String TYPE = "ec2-security-group";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? see originwall ec2 --help");
    }

    /** What can be done in the account, with settings for it. */
    record Account<S extends Record>(CloudAccount<S> account, S settings) {
        static <S extends Record> Account<S> of(TargetProvider<S> provider, S settings) throws TargetException {
            return new Account<>(
                    provider.account().orElseThrow(() -> new TargetException(provider.type() + " is in no account")),
                    settings);
        }
    }

    /** The account as it is without a config. */
    static Account<?> account(List<TargetProvider<?>> providers) throws TargetException {
        for (TargetProvider<?> provider : providers) {
            if (provider.type().equals(TYPE)) {
                return byDefault(provider);
            }
        }
        throw new TargetException(
                "the add-on for EC2 is missing here; add the folder lib/ec2 of Originwall in this same version");
    }

    private static <S extends Record> Account<S> byDefault(TargetProvider<S> provider) throws TargetException {
        return Account.of(provider, provider.defaults());
    }
}
