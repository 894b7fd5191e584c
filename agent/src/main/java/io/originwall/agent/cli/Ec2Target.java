package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.ConfiguredTargets;
import io.originwall.agent.config.TargetConfig;
import java.util.List;
import java.util.Optional;
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

    /** The named target, or the only one there is. */
    TargetConfig<?> of(List<TargetConfig<?>> configured) {
        List<TargetConfig<?>> targets = configured.stream()
                .filter(target -> target.type().equals(Ec2Command.TYPE))
                .toList();
        if (targets.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "the config has no target of type " + Ec2Command.TYPE);
        }
        if (name.isPresent()) {
            return TargetSelection.named(name.get(), targets, " of type " + Ec2Command.TYPE, command);
        }
        if (targets.size() > 1) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "which target? Name one with --target: " + TargetSelection.names(targets));
        }
        return targets.get(0);
    }
}
