package io.originwall.host.nftables;

import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Plans against a listing that nft once printed, so that a benchmark measures our share of a plan and not nft's. */
public final class ListedTable {
    private ListedTable() {}

    /** The plan for a host whose table is listed like this. */
    public static Plan plan(String listing, Guard wanted) throws TargetException {
        return new NftablesTarget("listed", new NftablesProvider().defaults(), new Recorded(listing)).plan(wanted);
    }

    private record Recorded(String listing) implements CommandRunner {
        @Override
        public CommandResult run(Command command) {
            return new CommandResult(0, 0, listing, "");
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
