package io.originwall.agent.cli;

import io.originwall.agent.sync.GuardedTarget;
import io.originwall.api.Parallel;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/** Knows what a command waits for, and tells nobody: {@link TerminalProgress} does. Thread-safe. */
sealed class Progress permits TerminalProgress {
    /** The command waits for this until it is closed. */
    static final class Step implements AutoCloseable {
        private final Progress progress;
        private final String what;

        private Step(Progress progress, String what) {
            this.progress = progress;
            this.what = what;
        }

        String what() {
            return what;
        }

        @Override
        public void close() {
            progress.end(this);
        }
    }

    /** @param what as in "fetching https://example.com/list" */
    final Step on(String what) {
        Step step = new Step(this, what);
        begin(step);
        return step;
    }

    /** Does this for every target, side by side. */
    final <R> List<R> each(List<GuardedTarget> targets, Function<GuardedTarget, R> work) {
        return Parallel.each(targets, target -> {
            try (Step waiting = on("waiting for target " + target.target().name())) {
                return work.apply(target);
            }
        });
    }

    /** The stream, for output that takes turns with the progress on one terminal. */
    OutputStream over(OutputStream stream) {
        return stream;
    }

    void begin(Step step) {}

    void end(Step step) {}
}
