package io.originwall.host.iptables;

import io.originwall.api.TargetException;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a host from one state to another. There is no transaction over ipsets and both families' rules, so the order is such that after
 * each step the guard is the old one or the new one: sets before the rules that look into them, everything tried before it is in force, our
 * rules in the other variant's tables last. What fails half-way is put back.
 */
final class Update {
    private static final Logger LOG = LoggerFactory.getLogger(Update.class);

    private final Tools tools;
    private final Xtables here;

    Update(Tools tools, Xtables here) {
        this.tools = tools;
        this.here = here;
    }

    /** @param wanted empty to take everything out */
    void apply(HostState state, Optional<WantedHost> wanted) throws TargetException {
        try {
            run(state, wanted);
        } catch (TargetException e) {
            throw new TargetException(e.getMessage() + "; " + settle(state, wanted), e);
        }
    }

    private void run(HostState state, Optional<WantedHost> wanted) throws TargetException {
        if (wanted.isPresent()) {
            install(state, wanted.get());
        } else {
            // Somebody may have been there since; a rule that is gone cannot be deleted.
            remove(new Tables(tools, here).state());
        }
    }

    /** Makes the best of a failure, and says what is in force now. */
    private String settle(HostState before, Optional<WantedHost> wanted) {
        try {
            HostState now = new Tables(tools, here).state();
            boolean isNew = wanted.map(host ->
                            Difference.between(now, host, here.variant()).isEmpty())
                    .orElseGet(now::isEmpty);
            if (isNew) {
                return "the new state is in force all the same";
            }
            if (now.sets().equals(before.sets()) && sameRules(now, before)) {
                tools.restoreSets(SetScript.destroy(now.leftovers()));
                return "nothing was changed, the old state is still in force";
            }
            run(now, before.isEmpty() ? Optional.empty() : Optional.of(WantedHost.asItIs(before)));
            return "the old state was put back and is in force";
        } catch (TargetException e) {
            LOG.debug("cannot put the old state back", e);
            return "part of the new state is in force, for it could not be put back either: run originwall sync";
        }
    }

    private static boolean sameRules(HostState now, HostState before) {
        return texts(now.rules()).equals(texts(before.rules()));
    }

    private static List<List<String>> texts(Map<Family, RulesState> rules) {
        return rules.values().stream()
                .map(state -> {
                    List<String> texts = new ArrayList<>(
                            state.jumps().stream().map(Rule::text).toList());
                    RuleShape.CHAINS.forEach(chain -> texts.add(chain + state.texts(chain)));
                    state.answers().forEach(rule -> texts.add(rule.text()));
                    return texts;
                })
                .toList();
    }

    private void install(HostState before, WantedHost wanted) throws TargetException {
        HostState state = settled(before);
        List<IpSet> missing = new ArrayList<>();
        List<IpSet> foreign = new ArrayList<>();
        List<IpSet> changed = new ArrayList<>();
        for (IpSet set : IpSet.values()) {
            IpSetState there = state.sets().get(set);
            if (there == null) {
                missing.add(set);
            } else if (!set.isSwappedWith(there)) {
                foreign.add(set);
            } else if (differs(set, there, wanted)) {
                changed.add(set);
            }
        }
        tools.restoreSets(SetScript.create(missing, wanted));
        makeRoom(foreign, state, wanted);
        tools.restoreSets(SetScript.create(foreign, wanted));
        missing.addAll(foreign);
        HostState rules = foreign.isEmpty() ? state : new Tables(tools, here).state();
        boolean rulesFirst = wanted.shape().udp() && !missing.contains(IpSet.UDP);
        for (Family family : state.rules().keySet()) {
            String script = RuleScript.update(family, rules.rules(family), wanted.shape());
            if (!script.isEmpty()) {
                tools.test(here.restore(family), script);
            }
        }
        // Whoever is allowed from now on is, before the new rules may deny him.
        List<IpSet> last = changed.stream()
                .filter(set -> rulesFirst && set.protocol().isPresent())
                .toList();
        List<IpSet> first = changed.stream().filter(set -> !last.contains(set)).toList();
        tools.restoreSets(SetScript.update(first, state, wanted));
        for (Family family : state.rules().keySet()) {
            tools.restore(here.restore(family), script(family, rules, wanted));
        }
        tools.restoreSets(SetScript.update(last, state, wanted));
        elsewhere(state);
        Set<String> leftovers = new LinkedHashSet<>(state.leftovers());
        changed.forEach(set -> leftovers.remove(set.next()));
        foreign.forEach(set -> leftovers.add(set.next()));
        tools.restoreSets(SetScript.destroy(leftovers));
    }

    private static String script(Family family, HostState state, WantedHost wanted) {
        return RuleScript.update(family, state.rules(family), wanted.shape());
    }

    private static boolean differs(IpSet set, IpSetState there, WantedHost wanted) {
        if (!there.declaration().equals(set.declaration()) || !there.odd().isEmpty()) {
            return true;
        }
        return set.family().isPresent()
                ? !there.addresses().equals(wanted.addresses(set))
                : !there.ports().isSameAs(wanted.ports(set.protocol().orElseThrow()));
    }

    /**
     * A set of another type cannot be swapped, and not be destroyed while a rule looks into it. So the rules look into the second set until
     * the first is made anew: at each moment the guard is whole.
     */
    private void makeRoom(List<IpSet> foreign, HostState state, WantedHost wanted) throws TargetException {
        if (foreign.isEmpty()) {
            return;
        }
        tools.restoreSets(SetScript.aside(foreign, state.leftovers(), wanted));
        for (Family family : state.rules().keySet()) {
            String script = RuleScript.aside(family, state.rules(family), wanted.shape(), foreign);
            tools.test(here.restore(family), script);
        }
        for (Family family : state.rules().keySet()) {
            tools.restore(here.restore(family), RuleScript.aside(family, state.rules(family), wanted.shape(), foreign));
        }
        elsewhere(state);
        tools.restoreSets(SetScript.destroy(foreign.stream().map(IpSet::label).toList()));
    }

    /** Rules of an exchange of sets that was cut short hold second sets fast, which could not be filled anew then. */
    private HostState settled(HostState state) throws TargetException {
        if (state.rules().values().stream().noneMatch(RulesState::looksIntoSecondSets)) {
            return state;
        }
        removeRules(state.rules(), here);
        return new Tables(tools, here).state();
    }

    private void elsewhere(HostState state) throws TargetException {
        removeRules(state.elsewhere(), new Xtables(here.variant().other(), false));
    }

    private void removeRules(Map<Family, RulesState> rules, Xtables where) throws TargetException {
        for (Map.Entry<Family, RulesState> family : rules.entrySet()) {
            if (!family.getValue().isEmpty()) {
                tools.restore(where.restore(family.getKey()), RuleScript.remove(family.getValue()));
            }
        }
    }

    /** Rules before the sets that they look into. */
    private void remove(HostState state) throws TargetException {
        removeRules(state.rules(), here);
        elsewhere(state);
        Set<String> sets = new LinkedHashSet<>(state.leftovers());
        state.sets().keySet().forEach(set -> sets.add(set.label()));
        tools.restoreSets(SetScript.destroy(sets));
    }
}
