package io.originwall.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The writes that lead from the rules that are there to those that are wanted, in an order in which each address is treated as the old
 * rules do, then once and for all as the new ones do:
 *
 * <ol>
 *   <li>rules that go and stand in the way of a name get another one: nothing changes;
 *   <li>new allow rules: who is new on the list is still blocked by the old rules, and on a new port gets in at once;
 *   <li>new block rules: who left the list is out, and on a new port every stranger;
 *   <li>old block rules go: who is new on the list gets in. No stranger does: the new block rules are all there;
 *   <li>old allow rules go: who left the list is blocked already, or its port is guarded no more.
 * </ol>
 */
final class Rewrite {
    private static final String ON_ITS_WAY_OUT = WantedRules.GROUP + " on its way out ";

    private final List<Step> renames = new ArrayList<>();
    private final List<Step> additions = new ArrayList<>();
    private final List<Step> removals = new ArrayList<>();
    private final List<Rule> all;
    private final Set<String> taken;

    private Rewrite(FirewallState state) {
        this.all = state.rules();
        this.taken = Stream.concat(state.names().stream(), all.stream().map(Rule::name))
                .map(Rewrite::folded)
                .collect(Collectors.toSet());
    }

    static List<Step> steps(FirewallState state, List<Rule> wanted) {
        OurRules ours = OurRules.of(state.rules());
        List<Rule> going = new ArrayList<>(OurRules.rest(ours.sealed(), wanted));
        ours.changed().forEach(change -> going.add(change.rule()));
        return new Rewrite(state).steps(OurRules.rest(wanted, ours.sealed()), going, state.names());
    }

    private List<Step> steps(List<Rule> coming, List<Rule> going, List<String> foreign) {
        List.of(Rule.ALLOW, Rule.BLOCK)
                .forEach(action -> coming.stream()
                        .filter(rule -> rule.action() == action)
                        .forEach(rule -> additions.add(new Step.Add(rule))));
        List.of(Rule.BLOCK, Rule.ALLOW)
                .forEach(action -> going.stream()
                        .filter(rule -> rule.action() == action)
                        .forEach(rule -> remove(rule, coming, foreign)));
        return Stream.of(renames, additions, removals).flatMap(List::stream).toList();
    }

    private void remove(Rule rule, List<Rule> coming, List<String> foreign) {
        boolean shared = coming.stream().anyMatch(other -> other.isNamed(rule.name()))
                || foreign.stream().anyMatch(rule::isNamed)
                || all.stream().filter(other -> other.isNamed(rule.name())).count() > 1;
        if (!shared) {
            removals.add(new Step.Remove(rule.name()));
            return;
        }
        String name = freeName();
        renames.add(new Step.Rename(rule.name(), name));
        removals.add(new Step.Remove(name));
    }

    private String freeName() {
        int number = 1;
        while (!taken.add(folded(ON_ITS_WAY_OUT + number))) {
            number++;
        }
        return ON_ITS_WAY_OUT + number;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
