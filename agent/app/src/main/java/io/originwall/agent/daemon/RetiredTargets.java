package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The targets that a new config does without. Their rules are taken out, where that is wanted, only once every new target stands; until then
 * they are kept here and tried again. Thread-safe.
 */
final class RetiredTargets {
    private final Map<TargetConfig<?>, TargetWorker> retired = new LinkedHashMap<>();
    /** Were never the config's, only tried. */
    private final Set<TargetConfig<?>> tried = new HashSet<>();

    /** @param worker retired */
    synchronized void add(TargetConfig<?> target, TargetWorker worker) {
        retired.put(target, worker);
    }

    /**
     * Whatever the config says of targets that are gone.
     *
     * @param worker retired
     */
    synchronized void addToClean(TargetConfig<?> target, TargetWorker worker) {
        tried.add(target);
        retired.put(target, worker);
    }

    synchronized boolean isEmpty() {
        return retired.isEmpty();
    }

    /**
     * Cleans what may be cleaned by now, and lets go of what need not be.
     *
     * @param newOnesStand every target of the config was found in sync, or put right
     * @return what a person should know, one line each
     */
    synchronized List<String> settle(Config config, boolean newOnesStand) {
        List<String> notes = new ArrayList<>();
        retired.entrySet().removeIf(entry -> isSettled(entry.getKey(), entry.getValue(), config, newOnesStand, notes));
        return notes;
    }

    private boolean isSettled(
            TargetConfig<?> target, TargetWorker worker, Config config, boolean newOnesStand, List<String> notes) {
        String what = "target " + target.name() + " (" + target.type() + ")";
        boolean settled = true;
        if (tried.contains(target) || target.isClearedBy(config)) {
            if (newOnesStand) {
                TargetReport report = worker.clean(Cause.RELOAD);
                report.error().ifPresent(error -> notes.add(what + " could not be cleaned yet: " + error));
                settled = !report.failed();
            } else {
                notes.add(what + " is cleaned once every new target stands; until then its rules stay");
                settled = false;
            }
        } else if (!target.isTakenOverBy(config)) {
            notes.add(what + " is no longer looked after, and its rules stay in force (on-remove: keep)");
        }
        if (settled) {
            tried.remove(target);
            worker.close();
        }
        return settled;
    }

    synchronized void close() {
        retired.values().forEach(TargetWorker::close);
        retired.clear();
    }
}
