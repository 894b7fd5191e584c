package io.originwall.agent.daemon.notify;

import io.originwall.agent.time.Backoff;
import io.originwall.agent.time.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One receiver with what it is still to be told: the very same again is one notice, and beyond a limit the oldest is left out. What it does
 * not take is told later, together with what came since. Not thread-safe; times are of {@link System#nanoTime}.
 */
final class DeliveryQueue {
    private static final int MAX_NOTICES = 50;

    private final Pace pace;
    private final Map<Notification, Notification> notifications = new LinkedHashMap<>();
    private long leftOut;
    private Receiver receiver;
    private long gathered;
    private long retryAt;
    private int failures;

    private Limit limit;

    /** So many in an hour and no more: a quarter of them at once if need be, the others evenly spread. */
    private record Limit(Duration interval, TokenBucket bucket) {
        static Limit of(int anHour, long nanos) {
            int atOnce = Math.max(1, anHour / 4);
            Duration interval =
                    Duration.ofHours(1).dividedBy(Math.max(1, anHour - atOnce)).plusNanos(1);
            return new Limit(interval, new TokenBucket(interval.multipliedBy(atOnce - 1), nanos));
        }
    }

    /**
     * How soon a receiver is told.
     *
     * @param gather what happens within this time of the first thing is told together with it
     * @param retry after deliveries that failed, unless the receiver asks for more time
     * @param farewell at the end, what is left may take this long
     */
    record Pace(Duration gather, Backoff retry, Duration farewell) {
        static final Pace USUAL = new Pace(
                Duration.ofSeconds(2),
                new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(30)),
                Duration.ofSeconds(2));
    }

    DeliveryQueue(Receiver receiver, int anHour, Pace pace, long nanos) {
        this.receiver = receiver;
        this.pace = pace;
        this.gathered = nanos;
        this.retryAt = nanos;
        this.limit = Limit.of(anHour, nanos);
    }

    Receiver receiver() {
        return receiver;
    }

    /** Replaces the receiver, who is told at once what the one before was not, or the limit. */
    void becomes(Receiver other, int anHour, long nanos) {
        if (!receiver.equals(other)) {
            receiver = other;
            failures = 0;
            retryAt = nanos;
        }
        limit = Limit.of(anHour, nanos);
    }

    void add(Notification notification, long nanos) {
        if (notifications.isEmpty()) {
            gathered = nanos + pace.gather().toNanos();
        }
        put(notification);
    }

    /** The last one last: whoever reads the list finds out how it stands now at its end. */
    private void put(Notification notification) {
        Optional<Notification> earlier = Optional.ofNullable(notifications.remove(notification.key()));
        notifications.put(notification.key(), earlier.map(notification::after).orElse(notification));
        if (notifications.size() > MAX_NOTICES) {
            Notification oldest = notifications.values().iterator().next();
            notifications.remove(oldest.key());
            leftOut += oldest.times();
        }
    }

    /** In how many nanoseconds the next message should go, 0 or less for at once; empty where there is nothing to tell. */
    Optional<Long> dueIn(long nanos) {
        return notifications.isEmpty()
                ? Optional.empty()
                : Optional.of(Math.max(gathered - nanos, Math.max(limit.bucket().owedFor(nanos), retryAt - nanos)));
    }

    /** May it still be told something when there is no time left to gather? */
    boolean isReadyForFarewell(long nanos) {
        return !notifications.isEmpty() && failures == 0 && limit.bucket().owedFor(nanos) <= 0;
    }

    /** All of it; whoever takes it says how it went. */
    Message take(String host, Instant now) {
        Message message = new Message(host, now, List.copyOf(notifications.values()), leftOut);
        notifications.clear();
        leftOut = 0;
        return message;
    }

    /** Was it failing before? */
    boolean delivered(long nanos) {
        boolean wasFailing = failures > 0;
        failures = 0;
        limit.bucket().spend(limit.interval(), nanos);
        return wasFailing;
    }

    /** How many times in a row it has failed now. */
    int failed(Message message, Receiver.Refusal refusal, long nanos) {
        failures++;
        Duration retry = pace.retry().after(failures);
        retryAt = nanos + Math.max(retry.toNanos(), refusal.pause().toNanos());
        putBack(message);
        return failures;
    }

    /** Before what has come since. */
    void putBack(Message message) {
        List<Notification> since = List.copyOf(notifications.values());
        notifications.clear();
        leftOut += message.leftOut();
        message.notifications().forEach(this::put);
        since.forEach(this::put);
    }

    /** How many times something happened that this one was not told. */
    long untold() {
        return leftOut
                + notifications.values().stream().mapToLong(Notification::times).sum();
    }
}
