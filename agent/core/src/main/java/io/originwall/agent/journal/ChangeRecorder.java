package io.originwall.agent.journal;

import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventListener;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.LastFetch;
import io.originwall.agent.state.StateWork;
import io.originwall.state.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Writes down what a cycle did, whoever started it: the journal, when each target was last changed, what went wrong at the last fetch. What
 * cannot be written is told and stops nobody. Thread-safe.
 */
public final class ChangeRecorder implements EventListener, AutoCloseable {
    private final StateStore store;
    private final LastChanges lastChanges;
    private final LastFetch lastFetch;
    private final Executor executor;
    private final Consumer<String> problems;
    /** Made when there is something to write: most commands change nothing, and need none of its classes. */
    private Optional<ChangeJournal> journal = Optional.empty();

    /** Why the last fetch, perhaps another process's, was not taken; outer empty before it was read. */
    private Optional<Optional<Rejection>> rejection = Optional.empty();

    /**
     * @param executor does the writing, one event after the other
     * @param problems is told what could not be written, in one line
     */
    public ChangeRecorder(StateStore store, Executor executor, Consumer<String> problems) {
        this.store = store;
        this.lastChanges = new LastChanges(store);
        this.lastFetch = new LastFetch(store);
        this.executor = executor;
        this.problems = problems;
    }

    @Override
    public void synced(Event.Synced synced) {
        if (synced.report().changes().isEmpty()) {
            return;
        }
        later(() -> {
            journal().accept(synced);
            if (synced.report().isChanged()) {
                attempt(() -> lastChanges.record(List.of(synced.report().name()), synced.at()));
            }
        });
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        later(() -> {
            if (rejection().isPresent() || fetched.changed()) {
                journal().accept(fetched);
            }
            remember(fetched.ranges().problems(), Optional.empty());
        });
    }

    @Override
    public void rangesRejected(Event.RangesRejected rejected) {
        later(() -> {
            journal().accept(rejected);
            remember(rejected.problems(), Optional.of(rejected.reason()));
        });
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reloaded) {
        later(() -> journal().accept(reloaded));
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        later(() -> journal().accept(refused));
    }

    private void later(Runnable work) {
        executor.execute(() -> {
            synchronized (this) {
                work.run();
            }
        });
    }

    private void remember(List<String> of, Optional<Rejection> reason) {
        rejection = Optional.of(reason);
        attempt(() -> lastFetch.record(of, reason.map(Rejection::name)));
    }

    private Optional<Rejection> rejection() {
        if (rejection.isEmpty()) {
            attempt(() -> rejection = Optional.of(lastFetch.rejection().flatMap(Rejection::of)));
        }
        return rejection.flatMap(known -> known);
    }

    private ChangeJournal journal() {
        ChangeJournal opened = journal.orElseGet(() -> new ChangeJournal(store, rejection(), problems));
        journal = Optional.of(opened);
        return opened;
    }

    private void attempt(StateWork work) {
        StateWork.attempt(work).ifPresent(problems);
    }

    /** A last try for what could not be written yet. */
    @Override
    public synchronized void close() {
        journal.ifPresent(ChangeJournal::close);
    }
}
