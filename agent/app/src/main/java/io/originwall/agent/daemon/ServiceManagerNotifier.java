package io.originwall.agent.daemon;

import io.originwall.agent.daemon.systemd.ServiceManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What the service manager is told, in order, on a thread of its own: it may be slow to listen. Safe for use by several threads. */
final class ServiceManagerNotifier implements AutoCloseable {
    private final ServiceManager manager;
    private final Supplier<String> status;
    private final SerialExecutor thread = new SerialExecutor("announcements");
    private final AtomicBoolean announced = new AtomicBoolean();
    private final AtomicBoolean statusDue = new AtomicBoolean();
    private final AtomicBoolean aliveDue = new AtomicBoolean();
    private volatile boolean readyUnheard;
    private volatile boolean stopping;
    private volatile long fed = System.nanoTime();

    /** @param status the line that is shown */
    ServiceManagerNotifier(ServiceManager manager, Supplier<String> status) {
        this.manager = manager;
        this.status = status;
    }

    /** The service is up; only the first time counts. */
    void up() {
        if (!stopping && !announced.getAndSet(true)) {
            thread.soon(this::ready);
        }
    }

    void reloading() {
        if (announced.get()) {
            thread.soon(manager::reloading);
        }
    }

    /** A reload is over, whatever came of it. */
    void reloaded() {
        if (announced.get() && !stopping) {
            thread.soon(this::ready);
        }
    }

    private void ready() {
        readyUnheard = !manager.ready(status.get());
    }

    /** The line may have changed. */
    void status() {
        if (announced.get() && !stopping && !statusDue.getAndSet(true)) {
            thread.soon(() -> {
                statusDue.set(false);
                manager.status(status.get());
            });
        }
    }

    void stopping() {
        stopping = true;
        thread.soon(() -> manager.stopping("Stopping; the rules stay in force."));
    }

    /** How often {@link #alive} has to be called at least. */
    Duration beat() {
        return manager.watchdogInterval()
                .map(interval -> interval.dividedBy(2))
                .filter(often -> often.compareTo(Heartbeat.BEAT) < 0)
                .orElse(Heartbeat.BEAT);
    }

    /** All is well: feeds the watchdog, early enough to try once more if that did not get through. */
    void alive() {
        if (readyUnheard && !stopping) {
            thread.soon(this::ready);
        }
        long nanos = System.nanoTime();
        boolean hungry = manager.watchdogInterval()
                .filter(interval -> nanos - fed >= interval.toNanos() / 2)
                .isPresent();
        if (hungry && !aliveDue.getAndSet(true)) {
            fed = nanos;
            thread.soon(() -> {
                aliveDue.set(false);
                manager.alive();
            });
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
