package io.originwall.host.survey;

import io.originwall.exec.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The bridges of this host that container engines made. Their names are matched whole: a rule for {@code br-*} would let an operator's
 * {@code br-wan} through.
 *
 * @param names of those that exist, in order
 * @param problem why none could be looked for
 */
public record Bridges(List<String> names, Optional<String> problem) {
    private static final Path INTERFACES = Path.of("/proc/self/net/dev");
    private static final Pattern ENGINE =
            Pattern.compile("docker0|docker_gwbridge|br-[0-9a-f]{12}|podman\\d+|cni-podman\\d+");

    /** Never fails: even with no bridge known the guard must stand, and the audit says what went wrong. */
    public static Bridges find(CommandRunner runner, Set<String> configured) {
        try {
            return new Bridges(parse(runner.read(INTERFACES), configured), Optional.empty());
        } catch (IOException e) {
            return new Bridges(List.of(), Optional.of(INTERFACES + ": " + e.getMessage()));
        }
    }

    /** Reads {@code   docker0: 1234 …}, one interface a line after two lines of headings. */
    static List<String> parse(String interfaces, Set<String> configured) {
        return interfaces
                .lines()
                .skip(2)
                .map(line ->
                        line.substring(0, Math.max(line.lastIndexOf(": "), 0)).strip())
                .filter(name ->
                        configured.contains(name) || ENGINE.matcher(name).matches())
                .sorted()
                .toList();
    }
}
