package io.originwall.agent.daemon.notify;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandInterruptedException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine is called: what {@code ORIGINWALL_HOST} says, else what the kernel says, in a file that a unit may hide ({@code
 * ProcSubset=pid}) or by a system call, which {@code uname} makes. The name service, which may hang, is not asked.
 */
record HostName(Map<String, String> environment, CommandRunner commands) {
    private static final Logger LOG = LoggerFactory.getLogger(HostName.class);
    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");
    private static final Command TOOL = Command.of("uname", "-n");
    private static final String UNKNOWN = "this host";

    HostName {
        environment = Map.copyOf(environment);
    }

    /** @throws InterruptedException if the thread is to end */
    String read() throws InterruptedException {
        Optional<String> known = said(environment.getOrDefault("ORIGINWALL_HOST", ""))
                .or(this::file)
                .or(() -> said(environment.getOrDefault("COMPUTERNAME", "")));
        return known.isPresent() ? known.get() : tool().orElse(UNKNOWN);
    }

    private Optional<String> file() {
        try {
            return said(commands.read(FILE));
        } catch (IOException e) {
            LOG.debug("{} cannot be read", FILE, e);
            return Optional.empty();
        }
    }

    private Optional<String> tool() throws InterruptedException {
        try {
            CommandResult result = commands.run(TOOL);
            return result.isSuccess() ? said(result.stdout()) : Optional.empty();
        } catch (CommandInterruptedException e) {
            Thread.interrupted(); // said by the exception from here on
            throw new InterruptedException(e.getMessage());
        } catch (CommandException e) {
            LOG.debug("the name of this host is not known: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> said(String text) {
        return Optional.of(text.strip()).filter(name -> !name.isEmpty());
    }
}
