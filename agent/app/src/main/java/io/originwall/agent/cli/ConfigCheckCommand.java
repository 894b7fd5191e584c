package io.originwall.agent.cli;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.Problem;
import io.originwall.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        description = "Read the config as run would and report every problem at once, with line and column.")
final class ConfigCheckCommand implements Callable<Integer> {
    private final Originwall root;

    ConfigCheckCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Path file = root.configFile();
        try (CommandContext context = CommandContext.openWhole(root)) {
            Config config = context.config();
            List<Problem> warnings = context.loaded().warnings();
            if (root.json()) {
                print(file, List.of(), warnings);
            } else {
                warnings.forEach(warning -> root.console().warn(warning.toString()));
                root.console()
                        .out()
                        .println(file + ": ok, " + config.targets().size()
                                + (config.targets().size() == 1 ? " target" : " targets")
                                + context.variablesFile()
                                        .map(variables -> ", with the variables of " + variables)
                                        .orElse(""));
            }
            return ExitCode.OK;
        } catch (ConfigException e) {
            if (root.json()) {
                print(file, e.problems(), List.of());
            } else {
                e.problems().forEach(root.console().err()::println);
            }
            return ExitCode.CONFIG;
        }
    }

    private void print(Path file, List<Problem> problems, List<Problem> warnings) {
        root.console()
                .out()
                .println(Json.text(Json.object(
                        "file",
                        file,
                        "problems",
                        problems.stream().map(ConfigCheckCommand::json).toList(),
                        "warnings",
                        warnings.stream().map(ConfigCheckCommand::json).toList())));
    }

    private static Map<String, Object> json(Problem problem) {
        return Json.object(
                "line",
                problem.line(),
                "column",
                problem.column(),
                "path",
                problem.path(),
                "message",
                problem.message());
    }
}
