package io.originwall.host.nftables;

import io.originwall.host.exec.Command;
import io.originwall.host.exec.CommandException;
import io.originwall.host.exec.CommandInterruptedException;
import io.originwall.host.exec.CommandResult;
import io.originwall.host.exec.CommandRunner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The bridges of this host that container engines made. Their names are matched whole: a rule for {@code br-*} would let an operator's
 * {@code br-wan} through.
 *
 * @param names of those that exist
 * @param problem why none could be looked for
 */
record Bridges(List<String> names, Optional<String> problem) {
    private static final Command LIST = Command.of("ip", "-j", "link", "show", "type", "bridge");
    private static final Pattern NAME = Pattern.compile("\"ifname\":\"([^\"\\\\]+)\"");
    private static final Pattern ENGINE =
            Pattern.compile("docker0|docker_gwbridge|br-[0-9a-f]{12}|podman\\d+|cni-podman\\d+");

    /** Never fails: without {@code ip} the guard must still stand, and the audit says what is missing. */
    static Bridges find(CommandRunner runner, Set<String> configured) {
        try {
            CommandResult result = runner.run(LIST);
            return result.isSuccess()
                    ? new Bridges(parse(result.stdout(), configured), Optional.empty())
                    : none(LIST + ": exit code " + result.exitCode() + ": "
                            + result.stderr().strip());
        } catch (CommandInterruptedException e) {
            return none(LIST + ": interrupted");
        } catch (CommandException e) {
            return none(String.valueOf(e.getMessage()));
        }
    }

    private static Bridges none(String problem) {
        return new Bridges(List.of(), Optional.of(problem));
    }

    static List<String> parse(String json, Set<String> configured) {
        return NAME.matcher(json)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(name ->
                        configured.contains(name) || ENGINE.matcher(name).matches())
                .sorted()
                .toList();
    }
}
