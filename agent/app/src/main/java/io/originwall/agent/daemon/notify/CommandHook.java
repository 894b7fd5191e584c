package io.originwall.agent.daemon.notify;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandInterruptedException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.CommandTimeoutException;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final Pattern AMBIENT = Pattern.compile("(?m)^CapAmb:\\s*0*[1-9a-f][0-9a-f]*$");

    /** Of util-linux. The daemon's right to change the firewall is ambient, so whatever it starts would have it too. */
    private static final List<String> POWERLESS = List.of("setpriv", "--ambient-caps=-all", "--inh-caps=-all");

    @Override
    public void deliver(Message message) throws Refusal, InterruptedException {
        Command command = new Command(argv, message.json() + "\n", limit)
                .withEnvironment(environment(message))
                .keepingOutput(OUTPUT_KEPT)
                .withSecretArguments();
        CommandResult result;
        try {
            result = commands.run(hasMoreRights() && canGiveThemUp() ? command.prefixedBy(POWERLESS) : command);
        } catch (CommandInterruptedException e) {
            Thread.interrupted(); // said by the exception from here on
            throw new InterruptedException(e.getMessage());
        } catch (CommandTimeoutException e) {
            throw Refusal.passing("killed, it took longer than " + limit.toMillis() + " ms");
        } catch (CommandException e) {
            throw Refusal.passing(String.valueOf(e.getMessage()));
        }
        LOG.debug(
                "{}: exit code {}, stdout: {}, stderr: {}", this, result.exitCode(), result.stdout(), result.stderr());
        if (!result.isSuccess()) {
            throw Refusal.passing("exit code " + result.exitCode() + said(result));
        }
    }

    private boolean hasMoreRights() {
        try {
            return AMBIENT.matcher(commands.read(OWN_STATUS)).find();
        } catch (IOException e) {
            LOG.debug("{} cannot be read", OWN_STATUS, e);
            return false;
        }
    }

    /** A filter of system calls may be in the way, or the tool missing: then the hook is worth more than its fetters. */
    private boolean canGiveThemUp() throws CommandInterruptedException {
        try {
            CommandResult result = commands.run(Command.of("true").within(limit).prefixedBy(POWERLESS));
            if (result.isSuccess()) {
                return true;
            }
            LOG.warn("{} runs with the rights of the daemon{}", this, said(result));
        } catch (CommandInterruptedException e) {
            throw e;
        } catch (CommandException e) {
            LOG.warn("{} runs with the rights of the daemon: {}", this, e.getMessage());
        }
        return false;
    }

    private static Map<String, String> environment(Message message) {
        return Map.of(
                "ORIGINWALL_HOST", message.host(),
                "ORIGINWALL_KINDS",
                        words(message.notifications().stream()
                                .map(notification -> notification.kind().toString())),
                "ORIGINWALL_TARGETS",
                        words(message.notifications().stream().flatMap(notification -> notification.target().stream())),
                "ORIGINWALL_SUMMARY", message.summary());
    }

    private static String words(Stream<String> words) {
        return words.distinct().collect(Collectors.joining(" "));
    }

    private static String said(CommandResult result) {
        String text = result.stderr().isBlank() ? result.stdout() : result.stderr();
        String line = OneLine.of(text, QUOTED);
        return line.isEmpty() ? "" : ": " + line;
    }

    @Override
    public String toString() {
        return "command " + argv.get(0);
    }
}
