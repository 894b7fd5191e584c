package io.originwall.agent.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.simpl.RAMJobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due when, by Quartz. Each piece of work has a name and says itself when it is due next, so it never overlaps itself; what came due
 * while the machine slept is done once. Safe for use by several threads.
 */
final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    /** Where the work itself broke, which is a bug: not again at once. */
    private static final long AFTER_A_BUG_MILLIS = 60_000;

    private final Scheduler scheduler;
    private final Map<JobKey, Item> items = new ConcurrentHashMap<>();

    /** Something to do again and again. */
    @FunctionalInterface
    interface Work {
        /** Does it, and says when it is due again at the latest. */
        Instant run();
    }

    Schedule() {
        // Quartz keeps its schedulers in a table by name.
        String name = "originwall-" + System.nanoTime();
        try {
            DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
            factory.createScheduler(name, name, new CachedThreads("work"), new RAMJobStore());
            scheduler = factory.getScheduler(name);
            scheduler.setJobFactory((fired, from) -> job(fired.getJobDetail()));
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz does not start", e);
        }
    }

    private Job job(JobDetail fired) {
        // Nothing where it was removed after it came due.
        Optional<Item> item = Optional.ofNullable(items.get(fired.getKey()));
        return item.map(due -> due.type.of(due::run)).orElse(context -> {});
    }

    /** New work, not due before somebody says so. */
    void add(Type type, String name, Work work) {
        add(new Item(type, new JobKey(name), () -> Optional.of(work.run())));
    }

    /** New work that is never due by itself. */
    void onRequest(String name, Runnable work) {
        add(new Item(Type.DAEMON, new JobKey(name), () -> {
            work.run();
            return Optional.empty();
        }));
    }

    private void add(Item item) {
        JobKey key = item.key;
        JobDetail job = JobBuilder.newJob(item.type.job)
                .withIdentity(key)
                .storeDurably()
                .build();
        quartz(() -> {
            scheduler.addJob(job, true);
            items.put(key, item);
        });
    }

    /** Not due any more; a run that has begun goes on. */
    void remove(String name) {
        JobKey key = new JobKey(name);
        quartz(() -> {
            // Nobody adds a trigger from here on.
            items.remove(key);
            // One by one: deleteJob calls it an error if a trigger fires and ends before it gets there.
            for (Trigger trigger : scheduler.getTriggersOfJob(key)) {
                scheduler.unscheduleJob(trigger.getKey());
            }
            scheduler.deleteJob(key);
        });
    }

    /** Due at once, or as soon as the present run has ended; however often it is asked for meanwhile, that is one run. */
    void now(String name) {
        JobKey key = new JobKey(name);
        quartz(() -> {
            Item item = items.get(key);
            if (item != null && !item.asked.getAndSet(true)) {
                scheduler.triggerJob(key);
            }
        });
    }

    /** Whatever has a time is due at once: after a jump of the clock, "in an hour" may be a year away. */
    void everythingNow() {
        items.values().stream().filter(item -> item.timed).forEach(item -> {
            // What was asked for before the jump may itself wait for a moment that is a year away.
            item.asked.set(false);
            now(item.key.getName());
        });
    }

    /** For how long the work that has been running longest has been running. */
    Duration longestRun() {
        long now = System.nanoTime();
        return items.values().stream()
                .flatMap(item -> item.runningSince.stream())
                .map(since -> Duration.ofNanos(now - since))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    boolean isRunning() {
        try {
            return scheduler.isStarted() && !scheduler.isShutdown() && !scheduler.isInStandbyMode();
        } catch (SchedulerException e) {
            LOG.warn("Quartz does not say whether it runs", e);
            return false;
        }
    }

    private void due(JobKey key, Instant when) {
        TriggerKey name = new TriggerKey(key.getName());
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(name)
                .forJob(key)
                .startAt(Date.from(when))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                .build();
        quartz(() -> {
            if (items.containsKey(key) && scheduler.rescheduleJob(name, trigger) == null) {
                scheduler.scheduleJob(trigger);
            }
        });
    }

    /** One at a time, so that no trigger is added to work that is removed at the same moment. */
    private synchronized void quartz(Step step) {
        try {
            step.run();
        } catch (SchedulerException e) {
            if (isRunning()) {
                throw new IllegalStateException("Quartz: " + e.getMessage(), e);
            }
            LOG.debug("asked of a scheduler that is shut down", e);
        }
    }

    /** Takes no more work, and waits for what runs, but not for long. */
    @Override
    public void close() {
        try {
            // Not one at a time with the others: work that has not ended may be about to say when it is due again.
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            LOG.warn("Quartz does not end", e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SchedulerException;
    }

    /** Which job does a piece of work: what somebody sees who lists them. */
    enum Type {
        FETCH_RANGES(FetchRangesJob.class),
        RECONCILE_TARGET(ReconcileTargetJob.class),
        DAEMON(DaemonJob.class);

        private final Class<? extends Job> job;

        Type(Class<? extends Job> job) {
            this.job = job;
        }

        private Job of(Runnable work) {
            return switch (this) {
                case FETCH_RANGES -> new FetchRangesJob(work);
                case RECONCILE_TARGET -> new ReconcileTargetJob(work);
                case DAEMON -> new DaemonJob(work);
            };
        }
    }

    private final class Item {
        private final Type type;
        private final JobKey key;
        private final Supplier<Optional<Instant>> work;
        private final AtomicBoolean asked = new AtomicBoolean();
        private volatile Optional<Long> runningSince = Optional.empty();
        private volatile boolean timed;

        private Item(Type type, JobKey key, Supplier<Optional<Instant>> work) {
            this.type = type;
            this.key = key;
            this.work = work;
        }

        private void run() {
            // Before the work: whoever asks from here on wants it done once more.
            asked.set(false);
            runningSince = Optional.of(System.nanoTime());
            Optional<Instant> next = Optional.of(Instant.now().plusMillis(AFTER_A_BUG_MILLIS));
            try {
                next = work.get();
            } catch (RuntimeException e) {
                LOG.error("{} broke: this is a bug", key.getName(), e);
            } finally {
                runningSince = Optional.empty();
                timed = next.isPresent();
                next.ifPresent(when -> due(key, when));
            }
        }
    }
}
