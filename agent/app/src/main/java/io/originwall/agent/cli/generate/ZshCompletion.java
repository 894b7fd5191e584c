package io.originwall.agent.cli.generate;

import io.originwall.api.TargetNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completion for zsh: one function per command, each of which knows its options and hands the rest of the line to the
 * function of the next command. Works from a directory in {@code fpath} and through {@code source <(…)}.
 */
record ZshCompletion(CommandNode root) {
    String render() {
        String functions = root.tree().stream().map(ZshCompletion::function).collect(Collectors.joining("\n"));
        String entry = functionName(root);
        return """
                #compdef %1$s

                %2$s
                %4$s
                if [[ ${funcstack[1]} == %3$s ]]; then
                  %3$s "$@"
                else
                  compdef %3$s %1$s
                fi
                """.formatted(
                        root.spec().name(),
                        functions,
                        entry,
                        ConfiguredTargets.inZsh(root.spec().name()));
    }

    private static String function(CommandNode command) {
        List<String> specs = new ArrayList<>();
        command.options().forEach(option -> specs.add(optionSpec(option)));
        String body;
        if (command.children().isEmpty()) {
            command.positionals().forEach(positional -> specs.add(positionalSpec(positional)));
            body = "  _arguments -s -S" + arguments(specs);
        } else {
            specs.add(quote("1: :->command"));
            specs.add(quote("*:: :->rest"));
            body = "  local curcontext=$curcontext state line ret=1\n  typeset -A opt_args\n"
                    + "  _arguments -s -S -C" + arguments(specs) + " && ret=0\n"
                    + dispatch(command);
        }
        return functionName(command) + "() {\n" + body + "\n}\n";
    }

    private static String dispatch(CommandNode command) {
        String names = command.children().stream()
                .map(child -> "        " + quote(child.spec().name() + ":" + child.summary()))
                .collect(Collectors.joining("\n"));
        String calls = command.children().stream()
                .map(child -> "        %s) %s && ret=0 ;;"
                        .formatted(String.join("|", child.spec().names()), functionName(child)))
                .collect(Collectors.joining("\n"));
        return """
                  case $state in
                    command)
                      local -a commands=(
                %s
                      )
                      _describe -t commands command commands && ret=0
                      ;;
                    rest)
                      case ${line[1]} in
                %s
                      esac
                      ;;
                  esac
                  return ret""".formatted(names, calls);
    }

    private static String arguments(List<String> specs) {
        return specs.stream().map(spec -> " \\\n    " + spec).collect(Collectors.joining());
    }

    /** As {@code '(-o --offline)'{-o,--offline}'[ask nobody]'}; one that may be repeated excludes nothing. */
    private static String optionSpec(OptionSpec option) {
        String[] names = option.names();
        String value = CommandNode.takesValue(option) ? ":" + value(option) : "";
        String said = "[" + escape(CommandNode.summaryOf(option)) + "]" + value;
        String alternatives = names.length == 1 ? names[0] : "{" + String.join(",", names) + "}";
        if (option.isMultiValue()) {
            return quote("*") + alternatives + quote(said);
        }
        return quote("(" + String.join(" ", names) + ")") + alternatives + quote(said);
    }

    private static String positionalSpec(PositionalParamSpec positional) {
        String many = positional.index().isVariable() || positional.isMultiValue() ? "*" : "";
        String optional = positional.required() ? ":" : "::";
        return quote(many + (many.isEmpty() ? optional : ":") + value(positional));
    }

    private static String value(ArgSpec arg) {
        List<String> candidates = CommandNode.candidatesOf(arg);
        String action;
        if (CommandNode.namesTargets(arg)) {
            action = TargetNames.FUNCTION;
        } else if (!candidates.isEmpty()) {
            action = candidates.stream().map(ZshCompletion::escape).collect(Collectors.joining(" ", "(", ")"));
        } else {
            action = CommandNode.isFile(arg) ? "_files" : " ";
        }
        return escape(arg.paramLabel()) + ":" + action;
    }

    private static String functionName(CommandNode command) {
        return "_" + command.spec().qualifiedName("_").replace('-', '_');
    }

    /** Colons and brackets have a meaning of their own inside a specification. */
    private static String escape(String text) {
        return text.replaceAll("[\\\\:\\[\\]]", "\\\\$0");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
