package io.originwall.linux.iptables;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;

/** A machine on which the agent does not live to see the end of an update. */
final class Killed extends PassingRunner {
    /** Nobody catches it, so nothing is put back. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private int lives;

    /** @param step the command that writes, counted from 1, before which the agent ends */
    Killed(CommandRunner real, int step) {
        super(real);
        this.lives = step;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        if (writes(command) && --lives == 0) {
            throw new Death();
        }
        return super.run(command);
    }

    static boolean writes(Command command) {
        return command.argv().stream().anyMatch(word -> word.equals("restore") || word.endsWith("-restore"))
                && !command.argv().contains("--test");
    }
}
