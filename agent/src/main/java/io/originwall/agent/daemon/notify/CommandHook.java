package io.originwall.agent.daemon.notify;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandInterruptedException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.CommandTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is run for each message, without a shell: JSON on its stdin, the most telling of it in {@code ORIGINWALL_*}. It has taken
 * the message when it exits with 0.
 *
 * @param argv the absolute path of the program, and its arguments
 * @param limit after this it is killed, with its children
 */
record CommandHook(List<String> argv, Duration limit, CommandRunner commands) implements Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHook.class);
    private static final int OUTPUT_KEPT = 8192;
    private static final int QUOTED = 200;

    @Override
    public void deliver(Message message) throws DeliveryException, InterruptedException {
        Command command = new Command(argv, message.json() + "\n", limit)
                .withEnvironment(environment(message))
                .keepingOutput(OUTPUT_KEPT)
                .withSecretArguments();
        CommandResult result;
        try {
            result = commands.run(command);
        } catch (CommandInterruptedException e) {
            Thread.interrupted(); // said by the exception from here on
            throw new InterruptedException(e.getMessage());
        } catch (CommandTimeoutException e) {
            throw DeliveryException.passing("killed, it took longer than " + limit.toMillis() + " ms");
        } catch (CommandException e) {
            throw DeliveryException.passing(String.valueOf(e.getMessage()));
        }
        LOG.debug(
                "{}: exit code {}, stdout: {}, stderr: {}", this, result.exitCode(), result.stdout(), result.stderr());
        if (!result.isSuccess()) {
            throw DeliveryException.passing("exit code " + result.exitCode() + said(result));
        }
    }

    private static Map<String, String> environment(Message message) {
        Notice last = message.notices().get(message.notices().size() - 1);
        return Map.of(
                "ORIGINWALL_HOST", message.host(),
                "ORIGINWALL_KINDS",
                        words(message.notices().stream()
                                .map(notice -> notice.kind().toString())),
                "ORIGINWALL_TARGETS", words(message.notices().stream().flatMap(notice -> notice.target().stream())),
                "ORIGINWALL_SUMMARY", last.summary());
    }

    private static String words(Stream<String> words) {
        return words.distinct().collect(Collectors.joining(" "));
    }

    private static String said(CommandResult result) {
        String text = result.stderr().isBlank() ? result.stdout() : result.stderr();
        String line = text.replaceAll("\\p{C}+", " ").strip();
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(QUOTED, line.length()));
    }

    @Override
    public String toString() {
        return "command " + argv.get(0);
    }
}
