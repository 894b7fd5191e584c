package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The targets that a new config does without. Their rules are taken out, where that is wanted, only once every new target stands; until then
 * they are kept here and tried again. Used by one thread at a time.
 */
final class Leaving {
    private final Map<TargetConfig<?>, TargetWorker> retired = new LinkedHashMap<>();

    /** @param worker retired */
    void add(TargetConfig<?> target, TargetWorker worker) {
        retired.put(target, worker);
    }

    boolean isEmpty() {
        return retired.isEmpty();
    }

    /**
     * Cleans what may be cleaned by now, and lets go of what need not be.
     *
     * @param newOnesStand every target of the config was found in sync, or put right
     * @return what a person should know, one line each
     */
    List<String> settle(Config config, boolean newOnesStand) {
        List<String> notes = new ArrayList<>();
        retired.entrySet().removeIf(entry -> isSettled(entry.getKey(), entry.getValue(), config, newOnesStand, notes));
        return notes;
    }

    private static boolean isSettled(
            TargetConfig<?> target, TargetWorker worker, Config config, boolean newOnesStand, List<String> notes) {
        String what = "target " + target.name() + " (" + target.type() + ")";
        boolean settled = true;
        if (target.isClearedBy(config)) {
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
            worker.close();
        }
        return settled;
    }

    void close() {
        retired.values().forEach(TargetWorker::close);
        retired.clear();
    }
}
