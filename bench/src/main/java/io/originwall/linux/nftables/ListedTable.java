package io.originwall.linux.nftables;

import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Plans against what nft once printed, so that a benchmark measures our share of a plan and not nft's. */
public final class ListedTable {
    private ListedTable() {}

    /** What is asked for a plan, as arguments of nft; {@link #plan} takes the answers in this order. */
    public static final List<String> QUESTIONS =
            List.of("-nn list table inet originwall", "-nn -j -t list table inet originwall", "-nn list chains inet");

    /** The plan for a host whose nft answers like this. */
    public static Plan plan(List<String> answers, Guard wanted) throws TargetException {
        return new NftablesTarget("listed", new NftablesProvider().defaults(), new Recorded(answers)).plan(wanted);
    }

    private record Recorded(List<String> answers) implements CommandRunner {
        @Override
        public CommandResult run(Command command) {
            int question = QUESTIONS.indexOf(command.toString().replaceFirst("^nft ", ""));
            return new CommandResult(0, 0, answers.get(question), "");
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException(command.toString());
        }

        @Override
        public String read(Path file) {
            return "";
        }
    }
}
