package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.ConfiguredTargets;
import io.originwall.agent.config.TargetConfig;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code --target} option. */
final class TargetSelection {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            completionCandidates = ConfiguredTargets.class,
            description = "Only this target; may be repeated. Default: all.")
    private List<String> names = List.of();

    boolean isAll() {
        return names.isEmpty();
    }

    List<TargetConfig<?>> of(List<TargetConfig<?>> configured) {
        for (String name : names) {
            if (configured.stream().noneMatch(target -> target.name().equals(name))) {
                String known = configured.stream().map(TargetConfig::name).collect(Collectors.joining(", "));
                throw new CommandLine.ParameterException(
                        command.commandLine(), "the config has no target \"" + name + "\", it has: " + known);
            }
        }
        return configured.stream()
                .filter(target -> names.isEmpty() || names.contains(target.name()))
                .toList();
    }
}
