package io.originwall.agent.cli.generate;

import io.originwall.api.TargetNames;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish: a function that finds out which command is being typed, and one line per word that may come next. */
record FishCompletion(CommandNode root) {
    String render() {
        return Stream.of(
                        Stream.of(whichCommand(), ConfiguredTargets.inFish(name())),
                        Stream.of("complete -c %s -f".formatted(name())),
                        root.tree().stream().flatMap(this::lines))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Walks the words before the cursor down the tree of commands; options and their values lead nowhere. */
    private String whichCommand() {
        String paths = root.tree().stream()
                .map(CommandNode::path)
                .map(FishCompletion::quote)
                .collect(Collectors.joining(" "));
        String withValue = root.tree().stream()
                .flatMap(command -> command.options().stream())
                .filter(CommandNode::takesValue)
                .flatMap(option -> Stream.of(option.names()))
                .distinct()
                .collect(Collectors.joining(" "));
        return """
                function __%1$s_is
                    set -l commands %2$s
                    set -l value_follows %3$s
                    set -l words (commandline -opc)
                    set -l path %1$s
                    set -l skip no
                    for word in $words[2..-1]
                        if test $skip = yes
                            set skip no
                        else if contains -- $word $value_follows
                            set skip yes
                        else if contains -- "$path $word" $commands
                            set path "$path $word"
                        end
                    end
                    test "$path" = "$argv"
                end
                """.formatted(name(), paths, withValue);
    }

    private Stream<String> lines(CommandNode command) {
        String start = "complete -c %s -n %s".formatted(name(), quote("__" + name() + "_is " + command.path()));
        Stream<String> children = command.children().stream()
                .map(child -> " -a %s -d %s".formatted(child.spec().name(), quote(child.summary())));
        Stream<String> options = command.options().stream().map(FishCompletion::option);
        Stream<String> positionals =
                command.positionals().stream().map(FishCompletion::value).filter(value -> !value.isEmpty());
        return Stream.of(children, options, positionals).flatMap(lines -> lines).map(line -> start + line);
    }

    private static String option(OptionSpec option) {
        String names = Stream.of(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        String value = CommandNode.takesValue(option) ? " -r" + value(option) : "";
        return names + value + " -d " + quote(CommandNode.summaryOf(option));
    }

    private static String value(ArgSpec arg) {
        if (CommandNode.namesTargets(arg)) {
            return " -x -a " + quote("(" + TargetNames.FUNCTION + ")");
        }
        List<String> candidates = CommandNode.candidatesOf(arg);
        if (!candidates.isEmpty()) {
            return " -x -a " + quote(String.join(" ", candidates));
        }
        return CommandNode.isFile(arg) ? " -F" : " -x";
    }

    private String name() {
        return root.spec().name();
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
