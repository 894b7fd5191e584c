package io.originwall.agent.cli;

import io.originwall.agent.config.TargetConfig;
import io.originwall.api.TargetNames;
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
            completionCandidates = TargetNames.class,
            description = "Only this target; may be repeated. Default: all.")
    private List<String> names = List.of();

    boolean isAll() {
        return names.isEmpty();
    }

    List<TargetConfig<?>> of(List<TargetConfig<?>> configured) {
        names.forEach(name -> named(name, configured, "", command));
        return configured.stream()
                .filter(target -> names.isEmpty() || names.contains(target.name()))
                .toList();
    }

    /**
     * The target of this name.
     *
     * @param kind of the targets, for the message
     * @throws CommandLine.ParameterException if there is none, with the names there are
     */
    static TargetConfig<?> named(String name, List<TargetConfig<?>> targets, String kind, CommandSpec command) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        command.commandLine(),
                        "the config has no target \"" + name + "\"" + kind + ", it has: " + names(targets)));
    }

    /** As the daemon takes them. */
    static String joined(List<TargetConfig<?>> targets) {
        return targets.stream().map(TargetConfig::name).collect(Collectors.joining(","));
    }

    /** Those that were named; empty for all. */
    List<String> names() {
        return names;
    }

    static String names(List<TargetConfig<?>> targets) {
        return targets.stream().map(TargetConfig::name).collect(Collectors.joining(", "));
    }
}
