package io.originwall.linux.survey;

import io.originwall.linux.survey.NatRule.Exit;
import io.originwall.linux.survey.NatRule.Jump;
import io.originwall.linux.survey.NatRule.Rewrite;
import io.originwall.linux.survey.NatRule.Unread;
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
        Set<Exit> found = new LinkedHashSet<>();
        walk(hook, DialledPorts.all(), Optional.empty(), 0, found);
        return List.copyOf(found);
    }

    /** @param unread the rule on the way here of which nobody can tell which ports it matches */
    private void walk(String chain, DialledPorts ports, Optional<String> unread, int depth, Set<Exit> found) {
        if (depth > MAX_DEPTH) {
            return;
        }
        DialledPorts rest = ports;
        for (NatRule rule : chains.getOrDefault(chain, List.of())) {
            Optional<String> doubt = rule.unread().or(() -> unread);
            for (Exit exit : rule.exits()) {
                DialledPorts taken = exit.ports().and(rest);
                if (taken.isEmpty()) {
                    continue;
                }
                boolean gone = rule.exact();
                if (exit instanceof Jump jump) {
                    walk(jump.chain(), taken, doubt, depth + 1, found);
                    gone &= !jump.returns();
                } else if (exit instanceof Rewrite to) {
                    found.add(doubt.<Exit>map(where -> new Unread(taken, where))
                            .orElseGet(() -> new Rewrite(
                                    taken, to.newPorts(), to.address(), to.destination(), to.anyAddress())));
                } else if (exit instanceof Unread) {
                    found.add(exit);
                    gone = false;
                }
                rest = gone ? rest.minus(taken) : rest;
            }
        }
    }
}
