package io.originwall.agent.daemon.notify;

import io.originwall.agent.state.IoErrors;
import io.originwall.state.StateStore;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps what is wrong between processes, so that a command that runs every hour, or a daemon that is restarted, does not tell it anew each
 * time. Thread-safe.
 */
public final class ProblemStore {
    private static final String NAME = "open-problems";
    private static final int MAX_BYTES = 1 << 20;

    private final StateStore store;
    private final Executor executor;
    private final Consumer<String> problems;

    /**
     * @param executor does the writing, one after the other
     * @param problems is told what could not be read or written, in one line
     */
    public ProblemStore(StateStore store, Executor executor, Consumer<String> problems) {
        this.store = store;
        this.executor = executor;
        this.problems = problems;
    }

    /** Hands over what was saved last; where that cannot be read, what is still wrong is told once more. */
    void load(Consumer<byte[]> reader) {
        executor.execute(() -> {
            try {
                store.read(NAME, MAX_BYTES).ifPresent(document -> reader.accept(document.content()));
            } catch (IOException e) {
                tell("read", e, "it may be deleted");
            }
        });
    }

    void save(byte[] content) {
        executor.execute(() -> {
            try {
                if (content.length > 0) {
                    store.replace(NAME, content);
                } else {
                    store.discard(NAME);
                }
            } catch (IOException e) {
                tell("write", e, "");
            }
        });
    }

    private void tell(String what, IOException e, String otherwise) {
        String location = store.locate(NAME);
        problems.accept("cannot " + what + " " + location + ": " + IoErrors.with(location, e, otherwise));
    }
}
