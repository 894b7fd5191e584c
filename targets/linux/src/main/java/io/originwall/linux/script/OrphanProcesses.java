package io.originwall.linux.script;

import io.originwall.api.TargetException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tool whose agent was killed goes on, and what it commits after us would be in force instead of what is wanted now. It is known by its
 * script, which only the agent itself would have deleted. The kernel could kill it with its parent, but PR_SET_PDEATHSIG comes into force
 * after the fork only, means the thread and not the process, and would need a helper to set it.
 */
final class OrphanProcesses {
    private OrphanProcesses() {}

    /**
     * Waits for whoever of our own user runs this script; kills it where it takes longer than it may. Any other user can start a process
     * of that name with the script for an argument, and cannot run the script, which is for its owner to read.
     *
     * @throws TargetException if this thread was interrupted
     */
    static void awaitEnd(ScriptKind kind, Path script) throws TargetException {
        for (ProcessHandle process : ProcessHandle.allProcesses()
                .filter(one -> runs(one, kind, script))
                .toList()) {
            try {
                process.onExit().get(kind.limit().toMillis(), TimeUnit.MILLISECONDS);
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

    private static boolean isOurs(ProcessHandle process) {
        Optional<String> user = process.info().user();
        return user.isPresent() && user.equals(ProcessHandle.current().info().user());
    }

    private static boolean runs(ProcessHandle process, ScriptKind kind, Path script) {
        Optional<String> program =
                process.info().command().map(Path::of).map(Path::getFileName).map(Path::toString);
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return program.filter(kind.programs()::contains).isPresent()
                && isOurs(process)
                && arguments.length > 0
                && arguments[arguments.length - 1].equals(script.toString());
    }
}
