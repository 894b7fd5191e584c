package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.TargetConfig;
import io.originwall.api.CloudAccount;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
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

    /** What can be done in the account of a target. */
    record Account<S extends Record>(CloudAccount<S> account, String target, S settings) {
        static <S extends Record> Account<S> of(TargetConfig<S> target) throws TargetException {
            return of(target.provider(), target.name(), target.settings());
        }

        private static <S extends Record> Account<S> of(TargetProvider<S> provider, String target, S settings)
                throws TargetException {
            return new Account<>(
                    provider.account().orElseThrow(() -> new TargetException(provider.type() + " is in no account")),
                    target,
                    settings);
        }

        private static <S extends Record> Account<S> byDefault(TargetProvider<S> provider) throws TargetException {
            return of(provider, provider.type(), provider.defaults());
        }
    }

    /** The account of this target; where none is named the one that AWS's own settings tell, without a config. */
    static Account<?> accountOrDefault(Ec2Target target, Originwall root) throws ConfigException, TargetException {
        if (target.isNamed()) {
            return account(target, root);
        }
        return Account.byDefault(provider(root));
    }

    /** The account of this target, which may be the only one of the config. */
    static Account<?> account(Ec2Target target, Originwall root) throws ConfigException, TargetException {
        // Without it the config may be missing as well, and that alone would lead astray.
        provider(root);
        try (Workspace workspace = Workspace.open(root)) {
            return Account.of(target.of(workspace.config().targets()));
        }
    }

    private static TargetProvider<?> provider(Originwall root) throws TargetException {
        for (TargetProvider<?> provider : root.console().providers()) {
            if (provider.type().equals(TYPE)) {
                return provider;
            }
        }
        throw new TargetException(
                "the add-on for EC2 is missing here; add the folder lib/ec2 of Originwall in this same version");
    }
}
