package io.originwall.agent.cli.generate;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The page of one command in section 1 of the manual.
 *
 * @param date of the page
 * @param version of the program, as {@code originwall 0.1.0}
 */
record ManPage(CommandNode command, LocalDate date, String version) {
    static final int SECTION = 1;

    String fileName() {
        return command.pageName() + "." + SECTION;
    }

    String render() {
        Roff page = new Roff();
        page.title(command.pageName().toUpperCase(Locale.ROOT), SECTION, date, version, "User Commands");
        page.section("NAME").text(command.pageName() + " - " + command.summary());
        page.section("SYNOPSIS").boldThen(command.path(), synopsis());
        page.section("DESCRIPTION").text(command.description());
        commands(page);
        arguments(page);
        options(page);
        exitStatus(page);
        examples(page);
        files(page.section("FILES"));
        environment(page.section("ENVIRONMENT"));
        page.section("SEE ALSO").text(seeAlso());
        return page.toString();
    }

    /** picocli's own, which knows about groups and arities, on one line and without the command. */
    private String synopsis() {
        Help help = new Help(command.spec(), Help.defaultColorScheme(Ansi.OFF));
        String synopsis = help.synopsis(0).strip().replaceAll("\\s+", " ");
        return synopsis.substring(command.path().length());
    }

    private void commands(Roff page) {
        if (!command.children().isEmpty()) {
            page.section("COMMANDS");
            command.children().forEach(child -> page.definition(child.spec().name(), List.of(child.summary() + ".")));
        }
    }

    private void arguments(Roff page) {
        if (!command.positionals().isEmpty()) {
            page.section("ARGUMENTS");
            for (PositionalParamSpec argument : command.positionals()) {
                page.definition(argument.paramLabel(), CommandNode.descriptionOf(argument));
            }
        }
    }

    private void options(Roff page) {
        List<OptionSpec> own =
                command.options().stream().filter(option -> !option.inherited()).toList();
        List<OptionSpec> inherited =
                command.options().stream().filter(OptionSpec::inherited).toList();
        if (!command.options().isEmpty()) {
            page.section("OPTIONS");
            own.forEach(option -> option(page, option));
        }
        if (!inherited.isEmpty()) {
            page.subsection("Global options");
            inherited.forEach(option -> option(page, option));
        }
    }

    private static void option(Roff page, OptionSpec option) {
        String names = String.join(", ", option.names());
        String value = CommandNode.takesValue(option) ? " " + option.paramLabel() : "";
        page.definition(names + value, CommandNode.descriptionOf(option));
    }

    /** Those of the program stand on its own page, and are not said again on each command's. */
    private void exitStatus(Roff page) {
        Map<String, String> own = command.spec().usageMessage().exitCodeList();
        Map<String, String> program = command.spec().root().usageMessage().exitCodeList();
        boolean isProgram = command.spec().parent() == null;
        if (isProgram ? !own.isEmpty() : !own.isEmpty() && !own.equals(program)) {
            page.section("EXIT STATUS");
            own.forEach((code, meaning) -> page.definition(code.strip(), CommandNode.lines(meaning)));
        }
    }

    /** The footer of the command's help, which has nothing else. */
    private void examples(Roff page) {
        List<String> examples = CommandNode.lines(command.spec().usageMessage().footer());
        if (!examples.isEmpty()) {
            page.section("EXAMPLES").text(examples);
        }
    }

    private static void files(Roff page) {
        page.definition("/etc/originwall/config.yaml", List.of("The config, see originwall.yaml(5)."))
                .definition(
                        "/var/lib/originwall",
                        List.of("The state: the last good ranges and what was last enforced."
                                + " Set by state.store in the config."));
    }

    private static void environment(Roff page) {
        page.definition("ORIGINWALL_CONFIG", List.of("The config to read in place of /etc/originwall/config.yaml."))
                .definition(
                        "STATE_DIRECTORY",
                        List.of("The state directory, as systemd sets it, where the config names none."))
                .definition(
                        "ORIGINWALL_HOST", List.of("What notifications call this host; else the name the kernel has."))
                .definition("NO_COLOR", List.of("Set to anything: no colours, not on a terminal either."))
                .definition(
                        "JAVA_HOME", List.of("The Java to run on, version 17 or newer; else the java found on PATH."))
                .definition("ORIGINWALL_JAVA_OPTS", List.of("Further options for the JVM, as -Xmx512m."));
    }

    private String seeAlso() {
        CommandSpec parent = command.spec().parent();
        Stream<String> near = Stream.concat(
                Stream.ofNullable(parent).map(CommandNode::new).map(CommandNode::pageName),
                command.children().stream().map(CommandNode::pageName));
        return Stream.concat(near.map(name -> name + "(1)"), Stream.of("originwall.yaml(5)", "nft(8)"))
                .collect(Collectors.joining(", "));
    }
}
