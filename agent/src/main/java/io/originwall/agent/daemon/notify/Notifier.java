package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.exec.CommandRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the receivers of the config what happens: what belongs together in one message, a problem once when it begins and once when it ends,
 * and never more than so many messages an hour. Safe for use by several threads. Only the one thread of its own ever waits for a receiver;
 * it starts with the first thing there is to tell, and sleeps while there is nothing.
 */
public final class Notifier implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration LAST_BREATH = Duration.ofMillis(500);

    /** Of failures in a row, these are worth a warning: the first, and then ever fewer. */
    private static final Set<Integer> LOUD = Set.of(1, 10, 100, 1000, 10_000);

    private final CommandRunner commands;
    private final HostName hostName;
    private final Pace pace;
    private final Notices notices = new Notices();
    private NotificationConfig config;
    private List<Outbox> outboxes = List.of();
    private Optional<Thread> worker = Optional.empty();
    private boolean closing;

    /**
     * Starts nothing yet.
     *
     * @param commands runs the command of the config
     */
    public Notifier(NotificationConfig config, CommandRunner commands) {
        this(config, commands, Pace.USUAL);
    }

    Notifier(NotificationConfig config, CommandRunner commands, Pace pace) {
        this.commands = commands;
        this.hostName = new HostName(System.getenv(), commands);
        this.pace = pace;
        this.config = config;
        this.outboxes = outboxes(config);
    }

    /** Goes on with another config. A receiver that stays as it is keeps what it is still to be told; no problem is told anew. */
    public synchronized void reconfigure(NotificationConfig other) {
        config = other;
        outboxes = outboxes(other);
        notifyAll();
    }

    private List<Outbox> outboxes(NotificationConfig wanted) {
        long now = System.nanoTime();
        List<Receiver> receivers = new ArrayList<>();
        wanted.webhooks().forEach(webhook -> receivers.add(new Webhook(webhook, wanted.timeout())));
        if (!wanted.command().isEmpty()) {
            receivers.add(new CommandHook(wanted.command(), wanted.timeout(), commands));
        }
        boolean samePace = wanted.atMost() == config.atMost();
        return receivers.stream()
                .distinct()
                .map(receiver -> outboxes.stream()
                        .filter(known -> samePace && known.receiver().equals(receiver))
                        .findFirst()
                        .orElseGet(() -> new Outbox(receiver, wanted.atMost(), pace, now)))
                .toList();
    }

    @Override
    public synchronized void accept(Event event) {
        if (closing) {
            return;
        }
        long now = System.nanoTime();
        Set<Kind> wanted = Set.copyOf(config.events());
        List<Notice> told = notices.of(event, now, config.remind()).stream()
                .filter(notice -> wanted.contains(notice.kind()))
                .toList();
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
        Message message;
        synchronized (this) {
            message = outbox.take(host, Instant.now());
        }
        try {
            outbox.receiver().deliver(message);
        } catch (DeliveryException e) {
            failed(outbox, message, e);
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
                    message,
                    DeliveryException.lasting("this is a bug: " + e.getClass().getName()));
            return;
        }
        boolean again;
        synchronized (this) {
            again = outbox.delivered(System.nanoTime());
        }
        if (again) {
            LOG.info("{} takes messages again", outbox.receiver());
        }
    }

    private void failed(Outbox outbox, Message message, DeliveryException failure) {
        int failures;
        synchronized (this) {
            failures = outbox.failed(message, failure, System.nanoTime());
        }
        if (LOUD.contains(failures)) {
            LOG.warn("{}: not told, will be tried again: {}", outbox.receiver(), failure.getMessage());
        } else {
            LOG.debug("{}: failed {} times: {}", outbox.receiver(), failures, failure.getMessage());
        }
    }

    /** Tells what is left where that is quickly done; returns within three seconds. */
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
            outboxes.stream()
                    .filter(outbox -> outbox.untold() > 0)
                    .forEach(outbox -> LOG.warn("{} is left untold {} times", outbox.receiver(), outbox.untold()));
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
