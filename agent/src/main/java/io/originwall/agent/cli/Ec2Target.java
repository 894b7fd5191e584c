package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.ConfiguredTargets;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.TargetConfig;
import io.originwall.api.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code --target} option of commands that work in one account. */
final class Ec2Target {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            completionCandidates = ConfiguredTargets.class,
            description = "The target of the config whose account, role and region are meant.")
    private Optional<String> name = Optional.empty();

    boolean isNamed() {
        return name.isPresent();
    }

    /** The account of the named target, or of the only one there is. */
    Ec2Command.Account<?> account(Originwall root) throws ConfigException, TargetException {
        try (Workspace workspace = Workspace.open(root)) {
            List<TargetConfig<?>> found = workspace.config().targets().stream()
                    .filter(target -> target.type().equals(Ec2Command.TYPE))
                    .filter(target -> name.isEmpty() || name.get().equals(target.name()))
                    .toList();
            if (found.size() == 1) {
                return account(found.get(0));
            }
            String known = workspace.config().targets().stream()
                    .filter(target -> target.type().equals(Ec2Command.TYPE))
                    .map(TargetConfig::name)
                    .collect(Collectors.joining(", "));
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    known.isEmpty()
                            ? "the config has no target of type " + Ec2Command.TYPE
                            : name.map(unknown -> "the config has no target \"" + unknown + "\" of type "
                                            + Ec2Command.TYPE + ", it has: " + known)
                                    .orElse("which target? Name one with --target: " + known));
        }
    }

    private static <S extends Record> Ec2Command.Account<S> account(TargetConfig<S> target) throws TargetException {
        return Ec2Command.Account.of(target.provider(), target.settings());
    }
}
