package io.originwall.host.nftables;

import io.originwall.api.TargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An nft whose agent was killed goes on, and what it commits after us would be in force instead of what is wanted now. It is known by its
 * script, which only the agent itself would have deleted. The kernel could kill it with its parent, but PR_SET_PDEATHSIG comes into force
 * after the fork only, means the thread and not the process, and would need a helper to set it.
 */
final class Orphans {
    private Orphans() {}

    /**
     * Waits for whoever runs this script; kills it where it takes longer than any nft may.
     *
     * @throws TargetException if this thread was interrupted
     */
    static void awaitEnd(Path script, Duration limit) throws TargetException {
        for (ProcessHandle process :
                ProcessHandle.allProcesses().filter(one -> runs(one, script)).toList()) {
            try {
                process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the end of a process was not told", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TargetException(
                        "interrupted while process " + process.pid() + ", which a killed agent left, was running "
                                + script + "; nothing was changed",
                        e);
            }
        }
    }

    private static boolean runs(ProcessHandle process, Path script) {
        Optional<Path> program = process.info().command().map(Path::of).map(Path::getFileName);
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return program.filter(Path.of("nft")::equals).isPresent()
                && arguments.length > 0
                && arguments[arguments.length - 1].equals(script.toString());
    }
}
