package io.originwall.agent.cli;

import io.originwall.agent.sync.GuardedTarget;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Keeps a person from locking out the SSH session they sit in; brings the {@code --i-know} option. */
final class SshSession {
    private static final String VARIABLE = "SSH_CONNECTION";

    @Option(names = "--i-know", description = "Even guard the port that this SSH session comes in by.")
    private boolean known;

    /**
     * Looks whether a guard covers the port of this session.
     *
     * @throws RefusedException if one does, and nobody said that it is meant
     */
    void protect(Console console, List<GuardedTarget> targets) throws RefusedException {
        Optional<String> danger = known ? Optional.empty() : danger(console, targets);
        if (danger.isPresent()) {
            throw new RefusedException(danger.get() + ", or say --i-know");
        }
    }

    /** What would happen to this session, in one line. */
    static Optional<String> danger(Console console, List<GuardedTarget> targets) {
        Optional<Port> port = port(console.environment());
        return targets.stream()
                .filter(target -> port.filter(target.wanted()::covers).isPresent())
                .findFirst()
                .map(target -> "target " + target.target().name() + " would guard " + port.get()
                        + ", the port of the SSH session you are in: take it out of guard.ports");
    }

    private static Optional<Port> port(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .or(SshSession::ofAncestors)
                .flatMap(SshSession::serverPort);
    }

    /** sudo takes the variable away; the shell it was started from still has it. */
    private static Optional<String> ofAncestors() {
        Optional<ProcessHandle> process = ProcessHandle.current().parent();
        while (process.isPresent()) {
            Optional<String> found = variable(process.get().pid());
            if (found.isPresent()) {
                return found;
            }
            process = process.get().parent();
        }
        return Optional.empty();
    }

    private static Optional<String> variable(long pid) {
        try {
            String all = Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
            for (String variable : all.split("\0", -1)) {
                if (variable.startsWith(VARIABLE + "=")) {
                    return Optional.of(variable.substring(VARIABLE.length() + 1));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            // Another user's process, or one that has just ended: it cannot tell us.
            return Optional.empty();
        }
    }

    /** {@code SSH_CONNECTION} is client address, client port, server address, server port (sshd's manual). */
    private static Optional<Port> serverPort(String connection) {
        String[] parts = connection.split(" ", -1);
        try {
            return parts.length == 4
                    ? Optional.of(new Port(Integer.parseInt(parts[3]), Protocol.TCP))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
