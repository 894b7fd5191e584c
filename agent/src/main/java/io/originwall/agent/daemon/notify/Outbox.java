package io.originwall.agent.daemon.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One receiver with what it is still to be told. What it does not take is told later, together with what came since; there is never more of
 * it than the {@link Backlog} holds. Not thread-safe; times are of {@link System#nanoTime}.
 */
final class Outbox {
    private final Pace pace;
    private final Backlog backlog = new Backlog();
    private Receiver receiver;
    private Throttle throttle;
    private long gathered;
    private long retryAt;
    private int failures;

    Outbox(Receiver receiver, int anHour, Pace pace, long nanos) {
        this.receiver = receiver;
        this.pace = pace;
        this.throttle = new Throttle(anHour, nanos);
        this.gathered = nanos;
        this.retryAt = nanos;
    }

    Receiver receiver() {
        return receiver;
    }

    /** Goes on with another one in its place, who is told at once what this one was not, or with another limit. */
    void becomes(Receiver other, int anHour, long nanos) {
        if (!receiver.equals(other)) {
            receiver = other;
            failures = 0;
            retryAt = nanos;
        }
        throttle = new Throttle(anHour, nanos);
    }

    void add(Notice notice, long nanos) {
        if (backlog.isEmpty()) {
            gathered = nanos + pace.gather().toNanos();
        }
        backlog.add(notice);
    }

    /** In how many nanoseconds the next message should go, 0 or less for at once; empty where there is nothing to tell. */
    Optional<Long> dueIn(long nanos) {
        return backlog.isEmpty()
                ? Optional.empty()
                : Optional.of(Math.max(gathered - nanos, Math.max(throttle.next() - nanos, retryAt - nanos)));
    }

    /** May it still be told something when there is no time left to gather? */
    boolean isReadyForFarewell(long nanos) {
        return !backlog.isEmpty() && failures == 0 && throttle.next() - nanos <= 0;
    }

    /** All of it; whoever takes it says how it went. */
    Message take(String host, Instant now) {
        Message message = new Message(host, now, backlog.notices(), backlog.leftOut());
        backlog.clear();
        return message;
    }

    /** Was it failing before? */
    boolean delivered(long nanos) {
        boolean wasFailing = failures > 0;
        failures = 0;
        throttle.take(nanos);
        return wasFailing;
    }

    /** How many times in a row it has failed now. */
    int failed(Message message, DeliveryException failure, long nanos) {
        failures++;
        retryAt = nanos + pace.retry(failures, failure).toNanos();
        putBack(message);
        return failures;
    }

    void putBack(Message message) {
        List<Notice> untold = message.notices();
        backlog.putBack(untold, message.leftOut());
    }

    /** How many times something happened that this one was not told. */
    long untold() {
        return backlog.size();
    }
}
