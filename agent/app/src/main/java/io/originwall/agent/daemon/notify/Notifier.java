package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.event.Event;
import io.originwall.agent.time.Backoff;
import io.originwall.exec.CommandRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the receivers of the config what happens: what belongs together in one message, a problem once when it begins and once when it ends,
 * and never more than so many messages an hour. Safe for use by several threads. Only the one thread of its own ever waits for a receiver;
 * it starts with the first thing there is to tell, and sleeps while there is nothing.
 */
public final class Notifier implements Consumer<Event>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration LAST_BREATH = Duration.ofMillis(500);

    /** Of failures in a row, these are worth a warning: the first, and then ever fewer. */
    private static final Set<Integer> LOUD = Set.of(1, 10, 100, 1000, 10_000);

    private final CommandRunner commands;
    private final HostName hostName;
    private final Outbox.Pace pace;
    private final ProblemStore store;
    private final ActiveProblems problems = new ActiveProblems();
    private final Notices notices = new Notices(problems);
    private NotificationConfig config;
    private List<Outbox> outboxes = List.of();
    private Optional<Thread> worker = Optional.empty();
    private boolean closing;

    /**
     * For a daemon; starts nothing yet.
     *
     * @param commands runs the command of the config
     * @param store what is wrong is kept there
     */
    public static Notifier ofDaemon(NotificationConfig config, CommandRunner commands, ProblemStore store) {
        return new Notifier(config, commands, store, Outbox.Pace.USUAL);
    }

    /** For a command, which ends soon: everything is told when it is closed, and what nobody takes within its time is not. */
    public static Notifier ofCommand(NotificationConfig config, CommandRunner commands, ProblemStore store) {
        Duration farewell = config.timeout().multipliedBy(config.receivers());
        Backoff never = new Backoff(Duration.ofDays(1), Duration.ofDays(1));
        return new Notifier(config, commands, store, new Outbox.Pace(farewell, never, farewell));
    }

    Notifier(NotificationConfig config, CommandRunner commands, ProblemStore store, Outbox.Pace pace) {
        this.commands = commands;
        this.store = store;

        this.hostName = new HostName(System.getenv(), commands);
        this.pace = pace;
        this.config = config;
        this.outboxes = outboxes(config);
    }

    /** Remembers what was wrong when the process before this one ended, so that it is not told anew. */
    public void restore() {
        store.load(saved -> {
            synchronized (this) {
                problems.restore(saved);
            }
        });
    }

    /** Goes on with another config. What a receiver is still to be told is kept, for the one in its place too; no problem is told anew. */
    public synchronized void reconfigure(NotificationConfig other) {
        List<Outbox> before = outboxes;
        outboxes = outboxes(other);
        config = other;
        before.stream()
                .filter(outbox -> !outboxes.contains(outbox) && outbox.untold() > 0)
                .forEach(Notifier::warnOfUntold);
        notifyAll();
    }

    private List<Outbox> outboxes(NotificationConfig wanted) {
        long now = System.nanoTime();
        List<Receiver> receivers = new ArrayList<>();
        wanted.webhooks().forEach(webhook -> receivers.add(new Webhook(webhook, wanted.timeout())));
        if (!wanted.command().isEmpty()) {
            receivers.add(new CommandHook(wanted.command(), wanted.timeout(), commands));
        }
        List<Outbox> replaced = new ArrayList<>(outboxes);
        replaced.removeIf(outbox -> receivers.contains(outbox.receiver()));
        return receivers.stream()
                .distinct()
                .map(receiver -> outbox(receiver, replaced, wanted.atMost(), now))
                .toList();
    }

    /** @param replaced of receivers that are gone; the first webhook that is new is taken for the first that is gone, put right */
    private Outbox outbox(Receiver receiver, List<Outbox> replaced, int atMost, long now) {
        Optional<Outbox> same = outboxes.stream()
                .filter(known -> known.receiver().equals(receiver))
                .findFirst();
        if (same.isPresent() && atMost == config.atMost()) {
            return same.get();
        }
        Optional<Outbox> before = same.or(() -> replaced.stream()
                .filter(gone -> gone.receiver().getClass() == receiver.getClass())
                .findFirst());
        before.ifPresent(outbox -> {
            replaced.remove(outbox);
            outbox.becomes(receiver, atMost, now);
        });
        return before.orElseGet(() -> new Outbox(receiver, atMost, pace, now));
    }

    private static void warnOfUntold(Outbox outbox) {
        LOG.warn("{} is left untold {} times", outbox.receiver(), outbox.untold());
    }

    @Override
    public synchronized void accept(Event event) {
        if (closing) {
            return;
        }
        long now = System.nanoTime();
        Set<Kind> wanted = Set.copyOf(config.events());
        List<Notice> all = notices.of(event, config.remind());
        if (!all.isEmpty()) {
            save();
        }
        List<Notice> told =
                all.stream().filter(notice -> wanted.contains(notice.kind())).toList();
        if (told.isEmpty() || outboxes.isEmpty()) {
            return;
        }
        outboxes.forEach(outbox -> told.forEach(notice -> outbox.add(notice, now)));
        if (worker.isEmpty()) {
            Thread thread = new Thread(this::work, "originwall-notify");
            thread.setDaemon(true);
            thread.start();
            worker = Optional.of(thread);
        }
        notifyAll();
    }

    private void work() {
        try {
            for (Optional<Outbox> due = next(); due.isPresent(); due = next()) {
                deliver(due.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("the farewell took too long");
        }
    }

    /** The outbox that is due, as soon as one is; empty at the end. */
    private synchronized Optional<Outbox> next() throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            if (closing) {
                return outboxes.stream()
                        .filter(outbox -> outbox.isReadyForFarewell(now))
                        .findFirst();
            }
            Optional<Outbox> first = outboxes.stream()
                    .filter(outbox -> outbox.dueIn(now).isPresent())
                    .min(Comparator.comparing(outbox -> outbox.dueIn(now).orElseThrow()));
            if (first.isEmpty()) {
                wait();
                continue;
            }
            long wait = first.get().dueIn(now).orElseThrow();
            if (wait <= 0) {
                return first;
            }
            TimeUnit.NANOSECONDS.timedWait(this, wait);
        }
    }

    private void deliver(Outbox outbox) throws InterruptedException {
        String host = hostName.read();
        Receiver receiver;
        Message message;
        synchronized (this) {
            receiver = outbox.receiver();
            message = outbox.take(host, Instant.now());
        }
        try {
            receiver.deliver(message);
        } catch (Receiver.Refusal e) {
            failed(outbox, receiver, message, e);
            return;
        } catch (InterruptedException e) {
            synchronized (this) {
                outbox.putBack(message);
            }
            throw e;
        } catch (RuntimeException e) {
            // Without its text, which may hold a secret.
            failed(
                    outbox,
                    receiver,
                    message,
                    Receiver.Refusal.lasting("this is a bug: " + e.getClass().getName()));
            return;
        }
        boolean again;
        synchronized (this) {
            again = outbox.delivered(System.nanoTime());
        }
        if (again) {
            LOG.info("{} takes messages again", receiver);
        }
    }

    private void failed(Outbox outbox, Receiver receiver, Message message, Receiver.Refusal failure) {
        int failures;
        synchronized (this) {
            if (!outbox.receiver().equals(receiver) || !outboxes.contains(outbox)) {
                // Meanwhile another config came; the one in its place has not failed.
                outbox.putBack(message);
                LOG.warn("{}: not told: {}", receiver, failure.getMessage());
                return;
            }
            failures = outbox.failed(message, failure, System.nanoTime());
        }
        if (LOUD.contains(failures)) {
            LOG.warn("{}: not told, will be tried again: {}", receiver, failure.getMessage());
        } else {
            LOG.debug("{}: failed {} times: {}", receiver, failures, failure.getMessage());
        }
    }

    /** Tells what is left where that is quickly done: a daemon returns within three seconds. */
    @Override
    public void close() {
        Optional<Thread> last;
        synchronized (this) {
            closing = true;
            last = worker;
            notifyAll();
        }
        last.ifPresent(this::awaitEnd);
        synchronized (this) {
            outboxes.stream().filter(outbox -> outbox.untold() > 0).forEach(Notifier::warnOfUntold);
            // How often a problem was met since it was last told.
            save();
        }
    }

    /** Without receivers nothing was told, and nothing is remembered as told. */
    private void save() {
        if (!outboxes.isEmpty()) {
            notices.unsaved().ifPresent(store::save);
        }
    }

    private void awaitEnd(Thread thread) {
        try {
            thread.join(pace.farewell().toMillis());
            thread.interrupt();
            thread.join(LAST_BREATH.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
