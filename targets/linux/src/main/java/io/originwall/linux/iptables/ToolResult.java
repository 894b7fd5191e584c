package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import java.util.Optional;

/**
 * What became of a command that only reads.
 *
 * @param command that was run
 * @param result what it said; empty where it could not be run
 * @param obstacle why not
 */
record ToolResult(Command command, Optional<CommandResult> result, Optional<TargetException> obstacle) {
    static ToolResult of(Tools tools, Command command) {
        try {
            return new ToolResult(command, Optional.of(tools.run(command)), Optional.empty());
        } catch (TargetException e) {
            return new ToolResult(command, Optional.empty(), Optional.of(e));
        }
    }

    /** What it was, success or not. */
    CommandResult orThrow() throws TargetException {
        if (obstacle.isPresent()) {
            throw obstacle.get();
        }
        return result.orElseThrow();
    }

    /** What it printed; it must have succeeded. */
    String text() throws TargetException {
        CommandResult said = orThrow();
        if (said.isSuccess()) {
            return said.stdout();
        }
        throw new TargetException(Tools.message(command, said) + "; nothing was changed");
    }
}
