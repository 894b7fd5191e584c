package io.originwall.linux.iptables;

import io.originwall.linux.guard.GuardShape;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;

/** How the rules of one family differ from a shape, one line for each difference, as a person reads it. */
final class RuleDifference {
    private final Family family;
    private final RulesState state;
    private final List<String> lines = new ArrayList<>();

    private RuleDifference(Family family, RulesState state) {
        this.family = family;
        this.state = state;
    }

    static List<String> between(Family family, RulesState state, GuardShape shape) {
        RuleDifference difference = new RuleDifference(family, state);
        state.problem().ifPresent(problem -> difference.add("not understood: " + problem));
        if (state.isEmpty()) {
            difference.add("chain " + RuleShape.GATE + ": missing");
        } else {
            difference.jumps();
            difference.answers(RuleShape.answers(family, shape));
            RuleShape.chains(family, shape).forEach(difference::chain);
        }
        return List.copyOf(difference.lines);
    }

    private void add(String line) {
        lines.add(Variant.prefix(family) + ": " + line.replace("\n", "\\n"));
    }

    private void jumps() {
        topmost(RuleShape.HOOK, RuleShape.jumps(), state.jumps());
        state.strays().forEach(rule -> add("chain " + rule.chain() + ": extra rule: " + rule.text()));
        if (lines.stream().allMatch(line -> line.contains(": not understood: ")) && !state.jumpsAreRight()) {
            add("chain " + RuleShape.HOOK + ": our rules do not stand first");
        }
    }

    private void answers(List<String> ours) {
        if (state.answersAreUnknown(ours)) {
            state.answersProblem().ifPresent(problem -> add("chain " + RuleShape.OUT + ": not understood: " + problem));
            return;
        }
        int before = lines.size();
        topmost(RuleShape.OUT, ours, state.answers());
        if (lines.size() == before && !state.answersAre(ours)) {
            add("chain " + RuleShape.OUT + ": our rules do not stand first");
        }
    }

    private void topmost(String chain, List<String> ours, List<Rule> rules) {
        List<String> there = new ArrayList<>(rules.stream().map(Rule::text).toList());
        for (String rule : ours) {
            if (!there.remove(rule)) {
                add("chain " + chain + ": rule " + rule + ": missing");
            }
        }
        there.forEach(rule ->
                add("chain " + chain + ": " + (ours.contains(rule) ? "rule doubled: " : "extra rule: ") + rule));
    }

    private void chain(String chain, List<String> ours) {
        if (!state.chains().containsKey(chain)) {
            add("chain " + chain + ": missing");
            return;
        }
        List<String> there = state.texts(chain);
        List<String> missing = rest(ours, there);
        List<String> extra = rest(there, ours);
        missing.forEach(rule -> add("chain " + chain + ": rule " + rule + ": missing"));
        extra.forEach(rule -> add("chain " + chain + ": extra rule: " + rule));
        if (missing.isEmpty() && extra.isEmpty() && !there.equals(ours)) {
            add("chain " + chain + ": rules out of order");
        }
    }

    private static List<String> rest(List<String> rules, List<String> others) {
        List<String> rest = new ArrayList<>(rules);
        others.forEach(rest::remove);
        return rest;
    }
}
