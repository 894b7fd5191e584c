package io.originwall.linux.survey;

import io.originwall.linux.survey.NatRule.Exit;
import io.originwall.linux.survey.NatRule.Jump;
import io.originwall.linux.survey.NatRule.Rewrite;
import io.originwall.linux.survey.NatRule.Unread;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chains of one table, and those of them that the kernel calls.
 *
 * @param table for a person
 * @param chains by name
 * @param hooks the names of those that see a packet as it comes in, each with its priority
 */
record NatChains(String table, Map<String, List<NatRule>> chains, Map<String, Integer> hooks) {
    /** The kernel's own limit. */
    private static final int MAX_DEPTH = 16;

    /** All rewrites, and all that cannot be read, on the way of packets through one of the hooks. */
    List<Exit> exits(String hook) {
        Walk walk = new Walk(new LinkedHashSet<>(), new HashMap<>());
        walk(new Visit(hook, DialledPorts.all(), Optional.empty()), 0, walk);
        return List.copyOf(walk.found());
    }

    /**
     * Packets that come into a chain.
     *
     * @param unread the rule on the way here of which nobody can tell which ports it matches
     */
    private record Visit(String chain, DialledPorts ports, Optional<String> unread) {}

    /**
     * All visits of one hook.
     *
     * @param depths of each visit, the least: chains that jump twice to the next one would double the work at each level
     */
    private record Walk(Set<Exit> found, Map<Visit, Integer> depths) {
        boolean isNew(Visit visit, int depth) {
            boolean isNew = depth < depths.getOrDefault(visit, MAX_DEPTH + 1);
            if (isNew) {
                depths.put(visit, depth);
            }
            return isNew;
        }
    }

    private void walk(Visit visit, int depth, Walk walk) {
        if (!walk.isNew(visit, depth)) {
            return;
        }
        DialledPorts rest = visit.ports();
        for (NatRule rule : chains.getOrDefault(visit.chain(), List.of())) {
            Optional<String> doubt = rule.unread().or(visit::unread);
            for (Exit exit : rule.exits()) {
                DialledPorts taken = exit.ports().and(rest);
                if (taken.isEmpty()) {
                    continue;
                }
                boolean gone = rule.exact();
                if (exit instanceof Jump jump) {
                    walk(new Visit(jump.chain(), taken, doubt), depth + 1, walk);
                    gone &= !jump.returns();
                } else if (exit instanceof Rewrite to) {
                    walk.found()
                            .add(doubt.<Exit>map(where -> new Unread(taken, where))
                                    .orElseGet(() -> new Rewrite(
                                            taken, to.newPorts(), to.address(), to.destination(), to.anyAddress())));
                } else if (exit instanceof Unread) {
                    walk.found().add(exit);
                    gone = false;
                }
                rest = gone ? rest.minus(taken) : rest;
            }
        }
    }
}
