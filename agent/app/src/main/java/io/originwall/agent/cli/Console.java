package io.originwall.agent.cli;

import io.originwall.api.AddOnCommands;
import io.originwall.api.TargetProvider;
import java.io.FileDescriptor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * What surrounds a command; a test brings its own.
 *
 * @param out for the answer
 * @param err for messages and warnings
 * @param environment the environment variables
 * @param terminal is {@code out} a terminal?
 * @param providers the target types of this build
 * @param clock tells the time
 * @param addOns the commands of add-ons; asked only if the command is none of the program's own, or for help
 * @param progress is told what a command waits for
 */
public record Console(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean terminal,
        List<TargetProvider<?>> providers,
        Clock clock,
        Supplier<List<AddOnCommands>> addOns,
        Progress progress) {
    /** Set by the launcher, which can ask the shell; Java 17 cannot tell one redirected stream. */
    private static final String TERMINAL_PROPERTY = "originwall.terminal";

    /** Likewise: is stderr a terminal? */
    private static final String PROGRESS_PROPERTY = "originwall.progress";

    /** The one place where what is printed is cleaned: no command has to think of it. */
    public Console {
        boolean coloured = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        out = CleanPrintStream.over(out, coloured);
        err = CleanPrintStream.over(err, coloured);
    }

    /** Without add-ons, and without progress. */
    public Console(
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean terminal,
            List<TargetProvider<?>> providers,
            Clock clock) {
        this(out, err, environment, terminal, providers, clock, List::of, new Progress());
    }

    /** The process's own surroundings. */
    static Console ofProcess(Output out) {
        Progress progress = progressOfProcess();
        return new Console(
                utf8(progress.over(out)),
                utf8(System.err),
                System.getenv(),
                Boolean.getBoolean(TERMINAL_PROPERTY),
                discovered(),
                Clock.systemUTC(),
                () -> ServiceLoader.load(AddOnCommands.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                progress);
    }

    /** The log goes to stderr by itself, so that is replaced for all. */
    private static Progress progressOfProcess() {
        if (!Boolean.getBoolean(PROGRESS_PROPERTY)) {
            return new Progress();
        }
        OutputStream terminal = Output.of(FileDescriptor.err);
        Progress progress = TerminalProgress.of(terminal);
        System.setErr(utf8(progress.over(terminal)));
        return progress;
    }

    /** Every target module on the class path. */
    @SuppressWarnings("rawtypes") // A class literal has no type arguments; the wildcard is all that is claimed of it.
    static List<TargetProvider<?>> discovered() {
        return ServiceLoader.load(TargetProvider.class).stream()
                .<TargetProvider<?>>map(found -> found.get())
                .toList();
    }

    /** Our output is UTF-8 whatever the locale: a cron job in LANG=C must not turn signs into question marks. */
    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** A message beside the answer. */
    void tell(String message) {
        err.println("originwall: " + message);
    }

    void warn(String message) {
        tell("warning: " + message);
    }

    /** Colours only for a person at a terminal who did not say no. */
    boolean colours() {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
