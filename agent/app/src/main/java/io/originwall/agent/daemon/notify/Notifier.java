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
    private final DeliveryQueue.Pace pace;
    private final ProblemStore store;
    private final ActiveProblems problems = new ActiveProblems();
    private final EventNotifications notifications = new EventNotifications(problems);
    private NotificationConfig config;
    private List<DeliveryQueue> queues = List.of();
    private Optional<Thread> worker = Optional.empty();
    private boolean closing;

    /**
     * For a daemon; starts nothing yet.
     *
     * @param commands runs the command of the config
     * @param store what is wrong is kept there
     */
    public static Notifier ofDaemon(NotificationConfig config, CommandRunner commands, ProblemStore store) {
        return new Notifier(config, commands, store, DeliveryQueue.Pace.USUAL);
    }

    /** For a command, which ends soon: everything is told when it is closed, and what nobody takes within its time is not. */
    public static Notifier ofCommand(NotificationConfig config, CommandRunner commands, ProblemStore store) {
        Duration farewell = config.timeout().multipliedBy(config.receivers());
        Backoff never = new Backoff(Duration.ofDays(1), Duration.ofDays(1));
        return new Notifier(config, commands, store, new DeliveryQueue.Pace(farewell, never, farewell));
    }

    Notifier(NotificationConfig config, CommandRunner commands, ProblemStore store, DeliveryQueue.Pace pace) {
        this.commands = commands;
        this.store = store;

        this.hostName = new HostName(System.getenv(), commands);
        this.pace = pace;
        this.config = config;
        this.queues = queues(config);
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
        List<DeliveryQueue> before = queues;
        queues = queues(other);
        config = other;
        before.stream()
                .filter(queue -> !queues.contains(queue) && queue.untold() > 0)
                .forEach(Notifier::warnOfUntold);
        notifyAll();
    }

    private List<DeliveryQueue> queues(NotificationConfig wanted) {
        long now = System.nanoTime();
        List<Receiver> receivers = new ArrayList<>();
        wanted.webhooks().forEach(webhook -> receivers.add(new Webhook(webhook, wanted.timeout())));
        if (!wanted.command().isEmpty()) {
            receivers.add(new CommandHook(wanted.command(), wanted.timeout(), commands));
        }
        List<DeliveryQueue> replaced = new ArrayList<>(queues);
        replaced.removeIf(queue -> receivers.contains(queue.receiver()));
        return receivers.stream()
                .distinct()
                .map(receiver -> queue(receiver, replaced, wanted.atMost(), now))
                .toList();
    }

    /** @param replaced of receivers that are gone; the first webhook that is new is taken for the first that is gone, put right */
    private DeliveryQueue queue(Receiver receiver, List<DeliveryQueue> replaced, int atMost, long now) {
        Optional<DeliveryQueue> same = queues.stream()
                .filter(known -> known.receiver().equals(receiver))
                .findFirst();
        if (same.isPresent() && atMost == config.atMost()) {
            return same.get();
        }
        Optional<DeliveryQueue> before = same.or(() -> replaced.stream()
                .filter(gone -> gone.receiver().getClass() == receiver.getClass())
                .findFirst());
        before.ifPresent(queue -> {
            replaced.remove(queue);
            queue.becomes(receiver, atMost, now);
        });
        return before.orElseGet(() -> new DeliveryQueue(receiver, atMost, pace, now));
    }

    private static void warnOfUntold(DeliveryQueue queue) {
        LOG.warn("{} is left untold {} times", queue.receiver(), queue.untold());
    }

    @Override
    public synchronized void accept(Event event) {
        if (closing) {
            return;
        }
        long now = System.nanoTime();
        Set<Kind> wanted = Set.copyOf(config.events());
        List<Notification> all = notifications.of(event, config.remind());
        if (!all.isEmpty()) {
            save();
        }
        List<Notification> told = all.stream()
                .filter(notification -> wanted.contains(notification.kind()))
                .toList();
        if (told.isEmpty() || queues.isEmpty()) {
            return;
        }
        queues.forEach(queue -> told.forEach(notification -> queue.add(notification, now)));
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
            for (Optional<DeliveryQueue> due = next(); due.isPresent(); due = next()) {
                deliver(due.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("the farewell took too long");
        }
    }

    /** The outbox that is due, as soon as one is; empty at the end. */
    private synchronized Optional<DeliveryQueue> next() throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            if (closing) {
                return queues.stream()
                        .filter(queue -> queue.isReadyForFarewell(now))
                        .findFirst();
            }
            Optional<DeliveryQueue> first = queues.stream()
                    .filter(queue -> queue.dueIn(now).isPresent())
                    .min(Comparator.comparing(queue -> queue.dueIn(now).orElseThrow()));
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

    private void deliver(DeliveryQueue queue) throws InterruptedException {
        String host = hostName.read();
        Receiver receiver;
        Message message;
        synchronized (this) {
            receiver = queue.receiver();
            message = queue.take(host, Instant.now());
        }
        try {
            receiver.deliver(message);
        } catch (Receiver.Refusal e) {
            failed(queue, receiver, message, e);
            return;
        } catch (InterruptedException e) {
            synchronized (this) {
                queue.putBack(message);
            }
            throw e;
        } catch (RuntimeException e) {
            // Without its text, which may hold a secret.
            failed(
                    queue,
                    receiver,
                    message,
                    Receiver.Refusal.lasting("this is a bug: " + e.getClass().getName()));
            return;
        }
        boolean again;
        synchronized (this) {
            again = queue.delivered(System.nanoTime());
        }
        if (again) {
            LOG.info("{} takes messages again", receiver);
        }
    }

    private void failed(DeliveryQueue queue, Receiver receiver, Message message, Receiver.Refusal failure) {
        int failures;
        synchronized (this) {
            if (!queue.receiver().equals(receiver) || !queues.contains(queue)) {
                // Meanwhile another config came; the one in its place has not failed.
                queue.putBack(message);
                LOG.warn("{}: not told: {}", receiver, failure.getMessage());
                return;
            }
            failures = queue.failed(message, failure, System.nanoTime());
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
            queues.stream().filter(queue -> queue.untold() > 0).forEach(Notifier::warnOfUntold);
            // How often a problem was met since it was last told.
            save();
        }
    }

    /** Without receivers nothing was told, and nothing is remembered as told. */
    private void save() {
        if (!queues.isEmpty()) {
            notifications.unsaved().ifPresent(store::save);
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
