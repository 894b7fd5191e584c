package io.originwall.linux.script;

import io.originwall.api.TargetException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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
     * Waits for whoever of our own user runs one of these scripts; kills it where it takes longer than it may. Any other user can start a process
     * of that name with the script for an argument, and cannot run the script, which is for its owner to read.
     *
     * @throws TargetException if this thread was interrupted
     */
    static void awaitEnd(ScriptKind kind, Set<Path> scripts) throws TargetException {
        for (ProcessHandle process : ProcessHandle.allProcesses()
                .filter(one -> runs(one.info(), kind, scripts))
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
                        "interrupted while process " + process.pid()
                                + ", which a killed agent left, was running a script of ours;" + " nothing was changed",
                        e);
            }
        }
    }

    private static boolean isOurs(ProcessHandle.Info process) {
        Optional<String> user = process.user();
        return user.isPresent() && user.equals(ProcessHandle.current().info().user());
    }

    private static boolean runs(ProcessHandle.Info process, ScriptKind kind, Set<Path> scripts) {
        Optional<String> program =
                process.command().map(Path::of).map(Path::getFileName).map(Path::toString);
        String[] arguments = process.arguments().orElse(new String[0]);
        return program.filter(kind.programs()::contains).isPresent()
                && isOurs(process)
                && arguments.length > 0
                && scripts.stream().map(Path::toString).anyMatch(arguments[arguments.length - 1]::equals);
    }
}
