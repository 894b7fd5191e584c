package io.originwall.linux.nftables;

import io.originwall.linux.guard.GuardShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the structure of the table differs from a shape: what somebody else did to it.
 *
 * @param lines one for each difference, as a person reads it
 * @param replace whether the kernel refuses to change that in place
 */
record ShapeDifference(List<String> lines, boolean replace) {
    static ShapeDifference between(TableState state, GuardShape shape) {
        Builder builder = new Builder();
        state.attributes().forEach(builder::attribute);
        state.strange().forEach(strange -> builder.incompatible("table: not understood: " + strange));
        TableShape.sets().forEach((set, declaration) -> builder.set(state, set, declaration));
        builder.foreign("set", state.sets().keySet(), TableShape.sets().keySet());
        TableShape.COUNTERS.stream()
                .filter(counter -> !state.counters().containsKey(counter))
                .forEach(counter -> builder.lines.add("counter " + counter + ": missing"));
        builder.foreign("counter", state.counters().keySet(), Set.copyOf(TableShape.COUNTERS));
        state.others().forEach(other -> builder.incompatible(other + ": not ours"));
        Map<String, List<String>> chains = TableShape.chains(shape);
        chains.forEach((chain, rules) -> builder.chain(state, chain, rules));
        builder.foreign("chain", state.chains().keySet(), chains.keySet());
        return new ShapeDifference(List.copyOf(builder.lines), builder.replace);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    private static final class Builder {
        private final List<String> lines = new ArrayList<>();
        private boolean replace;

        private void incompatible(String line) {
            lines.add(line);
            replace = true;
        }

        private void attribute(String attribute) {
            if (attribute.equals("flags dormant")) {
                // The one attribute that is put right by adding the table without it.
                lines.add("table: dormant, so that no rule of it runs");
            } else {
                incompatible("table: " + attribute);
            }
        }

        private void set(TableState state, String set, String declaration) {
            TableState.SetState there = state.sets().get(set);
            if (there == null) {
                lines.add("set " + set + ": missing");
            } else if (!there.declaration().equals(declaration)) {
                incompatible("set " + set + ": declared as \"" + there.declaration() + '"');
            }
        }

        private void foreign(String kind, Set<String> there, Set<String> ours) {
            there.stream()
                    .filter(name -> !ours.contains(name))
                    .forEach(name -> incompatible(kind + ' ' + name + ": not ours"));
        }

        private void chain(TableState state, String chain, List<String> rules) {
            List<String> there = state.chains().get(chain);
            if (there == null) {
                lines.add("chain " + chain + ": missing");
                return;
            }
            List<String> rulesThere = new ArrayList<>(there);
            if (!rulesThere.isEmpty() && rulesThere.get(0).startsWith("comment ")) {
                // It belongs to the chain, which the kernel does not change once it is there; a rule never begins like
                // this.
                incompatible("chain " + chain + ": " + rulesThere.remove(0));
            }
            String hook = rulesThere.isEmpty() || !rulesThere.get(0).startsWith("type ") ? "" : rulesThere.remove(0);
            hook(chain, hook, chain.equals(TableShape.PREROUTING) ? TableShape.HOOK : "");
            rules(chain, rulesThere, rules);
        }

        private void hook(String chain, String there, String ours) {
            if (there.equals(ours)) {
                return;
            }
            lines.add("chain " + chain + ": declared as \"" + there + '"');
            // Only the policy can be changed in place.
            replace |= !there.replace("policy drop;", "policy accept;").equals(ours);
        }

        private void rules(String chain, List<String> there, List<String> ours) {
            List<String> missing = rest(ours, there);
            List<String> extra = rest(there, ours);
            for (String rule : missing) {
                String label = RuleText.label(rule);
                extra.stream()
                        .filter(other -> RuleText.label(other).equals(label))
                        .findFirst()
                        .ifPresentOrElse(
                                other -> {
                                    lines.add("chain " + chain + ": rule " + label + " changed: " + other);
                                    extra.remove(other);
                                },
                                () -> lines.add("chain " + chain + ": rule " + label + " missing"));
            }
            extra.forEach(rule -> lines.add("chain " + chain + ": extra rule: " + rule));
            if (missing.isEmpty() && extra.isEmpty() && !there.equals(ours)) {
                lines.add("chain " + chain + ": rules out of order");
            }
        }

        private static List<String> rest(List<String> rules, List<String> others) {
            List<String> rest = new ArrayList<>(rules);
            others.forEach(rest::remove);
            return rest;
        }
    }
}
