package io.originwall.exec;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command to run. No shell ever sees it, so its arguments need no quoting.
 *
 * @param argv the tool, by name or by absolute path, and its arguments
 * @param stdin what the tool reads, sent as UTF-8
 * @param timeLimit after this it is killed
 */
public record Command(List<String> argv, String stdin, Duration timeLimit) {
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

    public Command {
        argv = List.copyOf(argv);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a tool");
        }
    }

    public static Command of(String... argv) {
        return new Command(List.of(argv), "", USUAL_LIMIT);
    }

    public Command withStdin(String text) {
        return new Command(argv, text, timeLimit);
    }

    public Command within(Duration limit) {
        return new Command(argv, stdin, limit);
    }

    /** The same command run by another one, such as {@code nsenter}. */
    public Command prefixedBy(List<String> prefix) {
        return new Command(Stream.concat(prefix.stream(), argv.stream()).toList(), stdin, timeLimit);
    }

    public String tool() {
        return argv.get(0);
    }

    /** As a person would type it. */
    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
