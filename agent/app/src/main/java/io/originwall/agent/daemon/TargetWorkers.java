package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.UnavailableTarget;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.net.AddressSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of the targets that the config names. Changed by one thread at a time, read by any. */
final class TargetWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(TargetWorkers.class);

    private final WorkerContext context;
    private final LastChanges lastChanges;
    private volatile Map<TargetConfig<?>, TargetWorker> workers = Map.of();
    private final RetiredTargets leaving = new RetiredTargets();
    /** There may be boot files of targets that are no longer in the config. */
    private boolean othersMayBoot;

    private int number;

    TargetWorkers(WorkerContext context, LastChanges lastChanges) {
        this.context = context;
        this.lastChanges = lastChanges;
    }

    /** Those that work on a place of one of these targets. */
    Map<TargetConfig<?>, TargetWorker> sharingPlaceWith(List<TargetConfig<?>> targets) {
        Map<TargetConfig<?>, TargetWorker> sharing = new LinkedHashMap<>();
        workers.forEach((own, worker) -> {
            if (targets.stream().anyMatch(own::sharesPlaceWith)) {
                sharing.put(own, worker);
            }
        });
        return sharing;
    }

    /** Takes everything of ours out of a target that is not of the config, as soon as that can be done. */
    void cleanLater(TargetConfig<?> target, TargetWorker retired) {
        leaving.addToClean(target, retired);
    }

    /**
     * The same for the targets of a config that was tried, where none of the present one works on their place: a daemon that was killed in
     * a trial has not undone it.
     */
    void cleanAfter(Config tried) {
        for (TargetConfig<?> target : tried.targets()) {
            if (workers.keySet().stream().noneMatch(target::sharesPlaceWith)) {
                TargetWorker worker = worker(tried, target, Optional.empty());
                worker.retire();
                cleanLater(target, worker);
            }
        }
    }

    /** @throws TargetException if a target of this config cannot be put back, and so cannot be on trial */
    static void requireRestorable(Config tried) throws TargetException {
        for (TargetConfig<?> config : tried.targets()) {
            try (Target target = config.create()) {
                new GuardedTarget(target, config.type(), Guard.none()).restorable();
            }
        }
    }

    List<TargetWorker> all() {
        return List.copyOf(workers.values());
    }

    /** Tells every worker what its target should be like; each looks soon, if that is news. */
    void want(Config config, Ranges ranges, Cause cause) {
        AddressSet allow = AllowList.of(ranges, config.allow()).addresses();
        workers.forEach((target, worker) ->
                worker.want(target.guard().allowing(allow), config.drift().check(), cause));
    }

    /**
     * Makes workers for the targets of this config; those that are there already and do the same go on undisturbed. The old guard of a
     * target that is gone or moved is taken out, where that is wanted, only once the new ones stand.
     *
     * @param ranges without them nothing can be put up yet, and nothing is taken out
     * @return what a person should know, one line each
     */
    List<String> replace(Config config, Optional<Ranges> ranges) {
        Map<TargetConfig<?>, TargetWorker> old = new LinkedHashMap<>(workers);
        Map<TargetConfig<?>, TargetWorker> next = new LinkedHashMap<>();
        List<TargetWorker> fresh = new ArrayList<>();
        for (TargetConfig<?> target : config.targets()) {
            Optional<TargetConfig<?>> same =
                    old.keySet().stream().filter(target::isSamePlace).findFirst();
            if (same.isPresent()) {
                next.put(target, old.remove(same.get()));
            } else {
                next.put(target, worker(config, target, removal(target.name())));
                fresh.add(next.get(target));
            }
        }
        // Two that work on one place must never be at it at once.
        old.values().forEach(TargetWorker::retire);
        workers = next;
        othersMayBoot = true;
        ranges.ifPresent(known -> want(config, known, Cause.RELOAD));
        boolean anyLeave = !old.isEmpty();
        old.forEach(leaving::add);
        List<String> notes = leaving.settle(config, ranges.isPresent() && anyLeave && stand(fresh));
        forgetOthersAtBoot();
        if (anyLeave) {
            // What is taken out of one target may have been another's too.
            all().forEach(worker -> worker.ask(Cause.RELOAD));
        }
        return notes;
    }

    /** Cleans what could not be cleaned before, if it can be now. */
    void tidy(Config config) {
        if (!leaving.isEmpty()) {
            leaving.settle(config, allStand());
        }
        forgetOthersAtBoot();
    }

    private boolean allStand() {
        return all().stream().allMatch(worker -> worker.lastStatus().isInSync());
    }

    /**
     * Nobody looks after the others any more, so a boot would bring back an ever older list. But until the new ones stand theirs is the only
     * guard that a boot could put up.
     */
    private void forgetOthersAtBoot() {
        if (!othersMayBoot || !allStand()) {
            return;
        }
        othersMayBoot = false;
        List<String> forgotten =
                context.boot().retain(all().stream().map(TargetWorker::target).toList());
        if (!forgotten.isEmpty()) {
            LOG.warn(
                    "{} of a target that is no longer in the config: deleted; its rules stay until they are removed,"
                            + " and do not come back at a boot",
                    forgotten);
        }
    }

    private boolean stand(List<TargetWorker> fresh) {
        fresh.forEach(TargetWorker::reconcile);
        return fresh.stream().allMatch(worker -> worker.status().isInSync());
    }

    /** A worker that is not among {@link #all}. */
    TargetWorker worker(Config config, TargetConfig<?> target, Optional<GuardRemoval> removed) {
        String job = "target " + target.name() + " #" + ++number;
        return new TargetWorker(
                UnavailableTarget.unlessBuilt(target),
                target.type(),
                job,
                config.drift().check(),
                lastChange(target.name()),
                removed,
                new ReconcileInterval(),
                context);
    }

    private Optional<Instant> lastChange(String target) {
        try {
            return lastChanges.of(target);
        } catch (StateException e) {
            context.tell(e);
            return Optional.empty();
        }
    }

    /** What cannot be read is forgotten: then the guard goes up. */
    private Optional<GuardRemoval> removal(String target) {
        try {
            return context.removals().of(target);
        } catch (StateException e) {
            context.tell(e);
            return Optional.empty();
        }
    }

    /** Ends every worker; what is enforced stays. */
    void close() {
        all().forEach(worker -> {
            worker.retire();
            worker.close();
        });
        leaving.close();
    }
}
