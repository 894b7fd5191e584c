package io.originwall.agent.boot;

import io.originwall.agent.state.StateException;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps what the next boot puts up the same as what the targets enforce. Where that fails, the guard itself stands, so it is only told; each
 * problem once until it is another one or gone. Thread-safe.
 */
public final class BootFileUpdater {
    private final BootFiles files;
    private final Executor executor;
    private final Consumer<String> problems;
    /** What was last written for a target, by its name. */
    private final Map<String, Guard> written = new ConcurrentHashMap<>();

    private final Map<String, String> told = new ConcurrentHashMap<>();

    /**
     * @param executor does the writing
     * @param problems is told what could not be written, in one line
     */
    public BootFileUpdater(BootFiles files, Executor executor, Consumer<String> problems) {
        this.files = files;
        this.executor = executor;
        this.problems = problems;
    }

    /**
     * The target enforces this guard by now. A guard on trial changes nothing.
     *
     * @param changed it did not before: the file may be what was meddled with, and the bridges of this host may be others by now, so it is
     *     written even if the guard is the same
     */
    public void follow(Target target, Guard guard, boolean changed) {
        if (guard.trial().isPresent()) {
            return;
        }
        if (!changed && guard.equals(written.get(target.name()))) {
            return;
        }
        written.put(target.name(), guard);
        executor.execute(() -> storeIfLast(target, guard));
    }

    /** No guard at boot. Written before this returns, so that not even a power cut brings back what is about to be removed. */
    public void forget(Target target) {
        written.put(target.name(), Guard.none());
        store(target, Guard.none());
    }

    /** Deletes the files of targets other than these; returns their names. */
    public List<String> retain(Collection<? extends Target> targets) {
        try {
            return files.retain(targets);
        } catch (StateException e) {
            problems.accept(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    /** What waits to be written may be superseded by then, by a removal that did not wait. */
    private synchronized void storeIfLast(Target target, Guard guard) {
        if (guard.equals(written.get(target.name()))) {
            store(target, guard);
        }
    }

    private synchronized void store(Target target, Guard guard) {
        String name = target.name();
        try {
            files.store(target, guard);
            told.remove(name);
        } catch (StateException e) {
            written.remove(name, guard);
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(told.put(name, problem))) {
                problems.accept(problem);
            }
        }
    }
}
