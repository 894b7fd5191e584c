package io.originwall.exec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A command to run. No shell ever sees it, so its arguments need no quoting.
 *
 * @param argv the tool, by name or by absolute path, and its arguments
 * @param stdin what the tool reads, sent as UTF-8
 * @param timeLimit after this it is killed
 * @param environment what it finds in its environment beside {@code LC_ALL} and {@code PATH}
 * @param outputLimit bytes that are kept of each of its output streams; what is beyond is read and thrown away
 * @param secretArguments may they hold a secret? Then messages and the log name the tool only
 */
public record Command(
        List<String> argv,
        String stdin,
        Duration timeLimit,
        Map<String, String> environment,
        int outputLimit,
        boolean secretArguments) {
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a tool");
        }
    }

    public Command(List<String> argv, String stdin, Duration timeLimit) {
        this(argv, stdin, timeLimit, Map.of(), Integer.MAX_VALUE, false);
    }

    public static Command of(String... argv) {
        return new Command(List.of(argv), "", USUAL_LIMIT);
    }

    public Command withStdin(String text) {
        return new Command(argv, text, timeLimit, environment, outputLimit, secretArguments);
    }

    public Command within(Duration limit) {
        return new Command(argv, stdin, limit, environment, outputLimit, secretArguments);
    }

    public Command withEnvironment(Map<String, String> variables) {
        return new Command(argv, stdin, timeLimit, variables, outputLimit, secretArguments);
    }

    /** For a command whose output nobody vouches for. */
    public Command keepingOutput(int bytes) {
        return new Command(argv, stdin, timeLimit, environment, bytes, secretArguments);
    }

    public Command withSecretArguments() {
        return new Command(argv, stdin, timeLimit, environment, outputLimit, true);
    }

    /** The same command run by another one, such as {@code nsenter}. */
    public Command prefixedBy(List<String> prefix) {
        List<String> longer = Stream.concat(prefix.stream(), argv.stream()).toList();
        return new Command(longer, stdin, timeLimit, environment, outputLimit, secretArguments);
    }

    public String tool() {
        return argv.get(0);
    }

    /** As a person would type it; the tool alone where the arguments may hold a secret. */
    @Override
    public String toString() {
        return secretArguments ? tool() : String.join(" ", argv);
    }
}
