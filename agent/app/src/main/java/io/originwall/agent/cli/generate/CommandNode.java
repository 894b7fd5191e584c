package io.originwall.agent.cli.generate;

import io.originwall.api.TargetNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** One command as its reader sees it: without what is hidden, each alias once, plain text in place of markup. */
record CommandNode(CommandSpec spec) {
    /** The words that call it: {@code originwall config check}. */
    String path() {
        return spec.qualifiedName();
    }

    /** {@code originwall-config-check}. */
    String pageName() {
        return spec.qualifiedName("-");
    }

    List<CommandNode> children() {
        return new LinkedHashSet<>(spec.subcommands().values())
                .stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(child -> !child.usageMessage().hidden())
                        .map(CommandNode::new)
                        .toList();
    }

    /** This command and all below it, each before its children. */
    List<CommandNode> tree() {
        List<CommandNode> all = new ArrayList<>();
        all.add(this);
        children().forEach(child -> all.addAll(child.tree()));
        return List.copyOf(all);
    }

    List<OptionSpec> options() {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    List<PositionalParamSpec> positionals() {
        return spec.positionalParameters().stream()
                .filter(positional -> !positional.hidden())
                .toList();
    }

    /** What it does, in one line without a full stop. */
    String summary() {
        List<String> header = lines(spec.usageMessage().header());
        return firstSentence(header.isEmpty() ? description() : header);
    }

    List<String> description() {
        return lines(spec.usageMessage().description());
    }

    static List<String> descriptionOf(ArgSpec arg) {
        return lines(arg.description());
    }

    static String summaryOf(ArgSpec arg) {
        return firstSentence(descriptionOf(arg));
    }

    /** The values that the argument can take, where they are known; else empty. */
    static List<String> candidatesOf(ArgSpec arg) {
        List<String> candidates = new ArrayList<>();
        if (arg.completionCandidates() != null) {
            arg.completionCandidates().forEach(candidates::add);
        }
        return List.copyOf(candidates);
    }

    /** Are its values to be had from the program only, when they are asked for? */
    static boolean namesTargets(ArgSpec arg) {
        return arg.completionCandidates() instanceof TargetNames;
    }

    static boolean isFile(ArgSpec arg) {
        return Stream.concat(Stream.of(arg.type()), Arrays.stream(arg.auxiliaryTypes()))
                .anyMatch(type -> type.equals(java.io.File.class) || type.equals(java.nio.file.Path.class));
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** picocli's own escapes and markup, undone: {@code %n}, {@code %%}, {@code @|bold text|@}. */
    static List<String> lines(String... text) {
        return Arrays.stream(text)
                .map(line -> Ansi.OFF.string(line).replace("%%", "%"))
                .flatMap(line -> Arrays.stream(line.split("%n|\n", -1)))
                .toList();
    }

    private static String firstSentence(List<String> lines) {
        String text = lines.stream().takeWhile(line -> !line.isBlank()).collect(Collectors.joining(" "));
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
