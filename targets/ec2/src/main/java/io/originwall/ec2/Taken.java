package io.originwall.ec2;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which open target works on which group or prefix list, by id. What two targets of a config share may show only when names and tags have
 * been looked up; whoever looked first keeps it. Thread-safe.
 */
final class Taken {
    private final Map<String, String> targets = new HashMap<>();

    /**
     * What a target found this time, in place of what it found before.
     *
     * @return of these ids the ones that another target has, with its name
     */
    synchronized Map<String, String> take(String target, Set<String> ids) {
        targets.entrySet().removeIf(taken -> taken.getValue().equals(target) && !ids.contains(taken.getKey()));
        Map<String, String> others = new HashMap<>();
        for (String id : ids) {
            Optional.ofNullable(targets.putIfAbsent(id, target))
                    .filter(owner -> !owner.equals(target))
                    .ifPresent(owner -> others.put(id, owner));
        }
        return others;
    }

    /** That this is another target's. */
    static String problem(String what, String target) {
        return what + " is guarded by target " + target
                + " already, and each would undo the other's work; name it in one of the two";
    }

    /** The target is closed, and works on nothing any more. */
    synchronized void release(String target) {
        take(target, Set.of());
    }
}
