package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.demo.DemoException;
import io.originwall.agent.log.Logging;
import io.originwall.agent.log.Printable;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.windows.ServiceException;
import io.originwall.api.TargetException;
import io.originwall.json.Json;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever a command throws into lines on stderr and an exit code of the contract. */
final class Failures {
    /** These tell by themselves what they do; the daemon in its log, and the demo in a process of its own. */
    private static final Set<String> TELLING = Set.of("run", "demo");

    private Failures() {}

    static CommandLine handledBy(Originwall root, CommandLine line) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                // @FILE would let whoever may run one command as root read the first word of any file.
                .setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        root.console().colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setOut(utf8(root.console().out()))
                .setErr(utf8(root.console().err()))
                .setParameterExceptionHandler(
                        (e, args) -> usage(root, e, List.of(args).contains("--json")))
                .setExecutionExceptionHandler((e, command, result) -> failed(root, e))
                .setExecutionStrategy(result -> {
                    Logging.ofCommand(root.verbose());
                    return execute(root, result);
                });
    }

    private static int execute(Originwall root, ParseResult result) {
        CommandLine.RunLast strategy = new CommandLine.RunLast();
        String command = command(result);
        if (TELLING.contains(command)) {
            return strategy.execute(result);
        }
        try (Progress.Step working = root.progress().on("still working on " + command)) {
            return strategy.execute(result);
        }
    }

    /** As it was typed, without options. */
    private static String command(ParseResult result) {
        return result.hasSubcommand()
                ? (result.subcommand().commandSpec().name() + " " + command(result.subcommand())).strip()
                : "";
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int usage(Originwall root, ParameterException e, boolean json) {
        String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        String message = unknownCommand(root, e).orElseGet(() -> String.valueOf(e.getMessage())) + nearMiss(e);
        return say(root, message.contains("--help") ? message : message + "; see " + help, ExitCode.USAGE, json);
    }

    private static Optional<String> unknownCommand(Originwall root, ParameterException e) {
        boolean ofRoot = e.getCommandLine().getCommand() == root;
        return e instanceof CommandLine.UnmatchedArgumentException unmatched && ofRoot && !unmatched.isUnknownOption()
                ? Optional.of("unknown command: " + unmatched.getUnmatched().get(0))
                : Optional.empty();
    }

    private static String nearMiss(ParameterException e) {
        List<String> near =
                e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static int failed(Originwall root, Exception e) {
        if (root.verbose()) {
            e.printStackTrace(root.console().err());
        }
        if (e instanceof ParameterException parameter) {
            return usage(root, parameter, root.json());
        }
        if (e instanceof InterruptedException) {
            return say(root, "interrupted", ExitCode.FAILED);
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof ConfigException) {
            return say(root, message, ExitCode.CONFIG);
        }
        if (e instanceof NoTrustworthyRangesException) {
            return say(root, message, ExitCode.NO_RANGES);
        }
        if (e instanceof LockedException || e instanceof StateLock.HeldException) {
            return say(root, Printable.of(message), ExitCode.LOCKED);
        }
        if (e instanceof StateException
                || e instanceof TargetException
                || e instanceof DemoException
                || e instanceof ServiceException
                || e instanceof RefusedException) {
            // One line: what is quoted in it may be anybody's, and must not make lines of its own.
            return say(root, Printable.of(message), ExitCode.FAILED);
        }
        return say(root, "unexpected: " + e + "; this is a bug, -v shows where", ExitCode.FAILED);
    }

    private static int say(Originwall root, String message, int code) {
        return say(root, message, code, root.json());
    }

    private static int say(Originwall root, String message, int code, boolean json) {
        message.lines().forEach(root.display()::tell);
        if (json) {
            print(root.console(), message, code);
        }
        return code;
    }

    /** As a document. */
    static void print(Console console, String message, int code) {
        console.out().println(Json.text(Json.object("error", message, "exitCode", code)));
    }
}
