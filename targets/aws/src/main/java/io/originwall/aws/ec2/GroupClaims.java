package io.originwall.aws.ec2;

import io.originwall.api.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which open target works on which group or prefix list, by id. What two targets of a config share may show only when names and tags have
 * been looked up; whoever looked first keeps it. Thread-safe.
 */
final class GroupClaims {
    private final Map<String, Target> targets = new HashMap<>();

    /**
     * What a target found this time, beside what it found before.
     *
     * @param all nothing was left unread: what it no longer finds is not its any more
     * @return of these ids the ones that another target has, with its name
     */
    synchronized Map<String, String> take(Target target, Set<String> ids, boolean all) {
        if (all) {
            targets.entrySet().removeIf(taken -> taken.getValue() == target && !ids.contains(taken.getKey()));
        }
        Map<String, String> others = others(target, ids);
        ids.stream().filter(id -> !others.containsKey(id)).forEach(id -> targets.put(id, target));
        return others;
    }

    /** Of these ids the ones that another target has, with its name. One of the same name is this one as it was in an earlier config. */
    synchronized Map<String, String> others(Target target, Set<String> ids) {
        Map<String, String> others = new HashMap<>();
        for (String id : ids) {
            Optional.ofNullable(targets.get(id))
                    .map(Target::name)
                    .filter(owner -> !owner.equals(target.name()))
                    .ifPresent(owner -> others.put(id, owner));
        }
        return others;
    }

    /** That this is another target's. */
    static String problem(String what, String target) {
        return what + " is guarded by target " + target
                + " already, and each would undo the other's work; name it in one of the two";
    }

    /** The target works on nothing any more. */
    synchronized void release(Target target) {
        targets.values().removeIf(owner -> owner == target);
    }
}
