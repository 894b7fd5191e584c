package io.originwall.aws.command;

import io.originwall.api.AddOnContext;
import io.originwall.api.AddOnContext.Configured;
import io.originwall.api.TargetNames;
import io.originwall.aws.ec2.Ec2Provider;
import io.originwall.aws.ec2.Ec2Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code --target} option of commands that work in one account. */
final class TargetOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            completionCandidates = TargetNames.class,
            description = "The target of the config whose account, role and region are meant.")
    private Optional<String> name = Optional.empty();

    /** Of the target; where none is named those that AWS's own settings tell, without a config. */
    Ec2Settings settingsOrDefaults(AddOnContext context) throws Exception {
        return name.isPresent() ? of(context).settings() : Ec2Settings.defaults();
    }

    /** The named target, or the only one there is. */
    Configured<Ec2Settings> of(AddOnContext context) throws Exception {
        List<Configured<Ec2Settings>> targets = context.targets(Ec2Provider.TYPE, Ec2Settings.class);
        if (targets.isEmpty()) {
            throw refused("the config has no target of type " + Ec2Provider.TYPE);
        }
        if (name.isPresent()) {
            return targets.stream()
                    .filter(target -> target.name().equals(name.get()))
                    .findFirst()
                    .orElseThrow(() -> refused("the config has no target \"" + name.get() + "\" of type "
                            + Ec2Provider.TYPE + ", it has: " + names(targets)));
        }
        if (targets.size() > 1) {
            throw refused("which target? Name one with --target: " + names(targets));
        }
        return targets.get(0);
    }

    private ParameterException refused(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    private static String names(List<Configured<Ec2Settings>> targets) {
        return targets.stream().map(Configured::name).collect(Collectors.joining(", "));
    }
}
