package io.originwall.agent.daemon.systemd;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandInterruptedException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd through its own tool, since Java has no datagram sockets for the Unix domain. The tool waits until systemd has taken the
 * message, so systemd still knows whose it was; the unit has to say {@code NotifyAccess=all}, for the tool is a child of the service.
 */
final class Systemd implements ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);
    /** The tool itself gives up after five seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int LONGEST = 4_000;

    private final List<String> tool;
    private final Optional<Duration> watchdogInterval;
    private final CommandRunner runner;
    private String lastStatus = "";

    /** @param socket a path, or an abstract name that begins with {@code @} */
    Systemd(String socket, Optional<Duration> watchdogInterval, CommandRunner runner) {
        this.tool = List.of("env", "NOTIFY_SOCKET=" + socket, "systemd-notify");
        this.watchdogInterval = watchdogInterval;
        this.runner = runner;
    }

    @Override
    public synchronized boolean ready(String status) {
        return tell("READY=1", remember(status));
    }

    @Override
    public synchronized void status(String status) {
        if (!OneLine.of(status, LONGEST).equals(lastStatus)) {
            tell(remember(status));
        }
    }

    @Override
    public void reloading() {
        tell("RELOADING=1");
    }

    @Override
    public synchronized void stopping(String status) {
        tell("STOPPING=1", remember(status));
    }

    @Override
    public void alive() {
        tell("WATCHDOG=1");
    }

    @Override
    public Optional<Duration> watchdogInterval() {
        return watchdogInterval;
    }

    /** Each line of a message is an assignment of its own. */
    private String remember(String status) {
        lastStatus = OneLine.of(status, LONGEST);
        return "STATUS=" + lastStatus;
    }

    /** Where it was not heard, the same line is told again. */
    private boolean tell(String... assignments) {
        boolean told = isTold(assignments);
        if (!told) {
            forget();
        }
        return told;
    }

    private synchronized void forget() {
        lastStatus = "";
    }

    private boolean isTold(String... assignments) {
        List<String> argv = new ArrayList<>(tool);
        argv.addAll(Arrays.asList(assignments));
        Command command = new Command(argv, "", LIMIT);
        try {
            CommandResult result = runner.run(command);
            if (!result.isSuccess()) {
                LOG.warn(
                        "systemd was not told {}: {}",
                        assignments[0],
                        result.stderr().strip());
            }
            return result.isSuccess();
        } catch (CommandInterruptedException e) {
            LOG.debug("systemd was not told {}: interrupted", assignments[0]);
            return false;
        } catch (CommandException e) {
            LOG.warn("systemd was not told {}: {}", assignments[0], e.getMessage());
            return false;
        }
    }
}
