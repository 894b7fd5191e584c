package io.originwall.agent.cli;

import io.originwall.agent.config.GuardConfig;
import io.originwall.agent.config.TargetConfig;
import io.originwall.exec.Platform;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Keeps a person from locking out the remote session they sit in; brings the {@code --i-know} option. */
final class RemoteSession {
    private static final String SSH_VARIABLE = "SSH_CONNECTION";

    /** The names that Windows gives sessions of Remote Desktop: {@code RDP-Tcp#7}. */
    private static final String RDP_PREFIX = "RDP-";

    private static final Kind RDP =
            new Kind("the Remote Desktop session", List.of(new Port(3389, Protocol.TCP), new Port(3389, Protocol.UDP)));

    /** The process that such a session's commands descend from. */
    private static final String REMOTING_HOST = "wsmprovhost.exe";

    private static final Kind REMOTING = new Kind(
            "the PowerShell Remoting session", List.of(new Port(5985, Protocol.TCP), new Port(5986, Protocol.TCP)));

    @Option(names = "--i-know", description = "Even guard the port that this remote session comes in by.")
    private boolean known;

    /** What somebody sits in, and the ports it comes in by: those that it has unless they were changed, where it does not say. */
    private record Kind(String name, List<Port> ports) {
        Stream<String> dangers(String target, GuardConfig guard) {
            return ports.stream()
                    .filter(guard::covers)
                    .map(port -> "target " + target + " would guard " + port + ", the port of " + name
                            + " you are in: take it out of guard.ports");
        }
    }

    /**
     * Looks whether a guard covers the port of this session.
     *
     * @throws RefusedException if one does, and nobody said that it is meant
     */
    void protect(Console console, List<TargetConfig<?>> targets) throws RefusedException {
        Optional<String> danger = known ? Optional.empty() : danger(console, targets);
        if (danger.isPresent()) {
            throw new RefusedException(danger.get() + ", or say --i-know");
        }
    }

    /** What would happen to this session, in one line. */
    static Optional<String> danger(Console console, List<TargetConfig<?>> targets) {
        Stream<String> programs = Platform.isWindows() ? ancestors().flatMap(RemoteSession::program) : Stream.empty();
        Map<String, GuardConfig> guards = new LinkedHashMap<>();
        targets.forEach(target -> guards.put(target.name(), target.guard()));
        return danger(console.environment(), programs, guards);
    }

    /** @param ancestors the programs that this process descends from, by their paths */
    static Optional<String> danger(
            Map<String, String> environment, Stream<String> ancestors, Map<String, GuardConfig> targets) {
        List<Kind> sessions = Stream.of(ssh(environment), rdp(environment), remoting(ancestors))
                .flatMap(Optional::stream)
                .toList();
        return targets.entrySet().stream()
                .flatMap(target ->
                        sessions.stream().flatMap(session -> session.dangers(target.getKey(), target.getValue())))
                .findFirst();
    }

    private static Optional<Kind> ssh(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(SSH_VARIABLE))
                .or(RemoteSession::ofAncestors)
                .flatMap(RemoteSession::serverPort)
                .map(port -> new Kind("the SSH session", List.of(port)));
    }

    private static Optional<Kind> rdp(Map<String, String> environment) {
        return Optional.of(RDP)
                .filter(kind -> environment.getOrDefault("SESSIONNAME", "").startsWith(RDP_PREFIX));
    }

    private static Optional<Kind> remoting(Stream<String> ancestors) {
        return ancestors.anyMatch(path -> path.toLowerCase(Locale.ROOT).endsWith("\\" + REMOTING_HOST))
                ? Optional.of(REMOTING)
                : Optional.empty();
    }

    /** sudo takes the variable away; the shell it was started from still has it. */
    private static Optional<String> ofAncestors() {
        return ancestors().flatMap(process -> variable(process.pid()).stream()).findFirst();
    }

    private static Stream<ProcessHandle> ancestors() {
        return Stream.iterate(
                        ProcessHandle.current().parent(),
                        Optional::isPresent,
                        process -> process.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream);
    }

    private static Stream<String> program(ProcessHandle process) {
        return process.info().command().stream();
    }

    private static Optional<String> variable(long pid) {
        try {
            String all = Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
            for (String variable : all.split("\0", -1)) {
                if (variable.startsWith(SSH_VARIABLE + "=")) {
                    return Optional.of(variable.substring(SSH_VARIABLE.length() + 1));
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
