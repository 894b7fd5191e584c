package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
    void apply(HostState state, Optional<GuardState> wanted) throws TargetException {
        try {
            run(state, wanted);
        } catch (TargetException e) {
            throw new TargetException(e.getMessage() + "; " + settle(state, wanted), e);
        }
    }

    private void run(HostState state, Optional<GuardState> wanted) throws TargetException {
        if (wanted.isPresent()) {
            install(state, wanted.get());
        } else {
            // Somebody may have been there since; a rule that is gone cannot be deleted.
            remove(new Tables(tools, here).state());
        }
    }

    /** Makes the best of a failure, and says what is in force now. */
    private String settle(HostState before, Optional<GuardState> wanted) {
        try {
            HostState now = new Tables(tools, here).state();
            boolean isNew = wanted.map(host ->
                            Difference.between(now, host, here.variant()).isEmpty())
                    .orElseGet(now::isEmpty);
            if (isNew) {
                return "the new state is in force all the same";
            }
            boolean aside = Stream.of(IpSet.values()).anyMatch(set -> before.looksInto(set.aside()));
            if (!aside && now.sets().equals(before.sets()) && sameRules(now, before)) {
                tools.restoreSets(SetScript.destroy(now.leftovers()));
                return "nothing was changed, the old state is still in force";
            }
            if (aside || !foreign(before).isEmpty()) {
                // What was in force cannot be told from our sets, and each step has left a whole guard.
                return "the old state is not put back, for it has ipsets that are left over or of another type, and part of"
                        + " the new state may be in force: run originwall sync";
            }
            run(
                    now,
                    before.isEmpty()
                            ? Optional.empty()
                            : Optional.of(GuardReader.state(before, GuardShape.usual())
                                    .ours()));
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

    private void install(HostState before, GuardState wanted) throws TargetException {
        List<IpSet> missing = Stream.of(IpSet.values())
                .filter(set -> !before.sets().containsKey(set))
                .toList();
        tools.restoreSets(SetScript.create(missing, wanted));
        HostState state = exchanged(before, wanted);
        List<IpSet> changed = state.sets().entrySet().stream()
                .filter(set -> differs(set.getKey(), set.getValue(), wanted))
                .map(Map.Entry::getKey)
                .toList();
        boolean rulesFirst = !wanted.shape().replies().isEmpty() && !missing.contains(IpSet.UDP);
        Map<Family, String> rules =
                scripts(state, family -> RuleScript.update(family, state.rules(family), wanted.shape()));
        test(rules);
        // Whoever is allowed from now on is, before the new rules may deny him.
        List<IpSet> last = changed.stream()
                .filter(set -> rulesFirst && set.protocol().isPresent())
                .toList();
        List<IpSet> first = changed.stream().filter(set -> !last.contains(set)).toList();
        tools.restoreSets(SetScript.update(first, state, wanted));
        restore(rules);
        tools.restoreSets(SetScript.update(last, state, wanted));
        elsewhere(state);
        Set<String> leftovers = new LinkedHashSet<>(state.leftovers());
        changed.forEach(set -> leftovers.remove(set.next()));
        tools.restoreSets(SetScript.destroy(leftovers));
    }

    private static Map<Family, String> scripts(HostState state, Function<Family, String> script) {
        Map<Family, String> scripts = new EnumMap<>(Family.class);
        state.rules().keySet().forEach(family -> scripts.put(family, script.apply(family)));
        return scripts;
    }

    private void test(Map<Family, String> scripts) throws TargetException {
        for (Map.Entry<Family, String> script : scripts.entrySet()) {
            tools.test(here.restore(script.getKey()), script.getValue());
        }
    }

    private void restore(Map<Family, String> scripts) throws TargetException {
        for (Map.Entry<Family, String> script : scripts.entrySet()) {
            tools.restore(here.restore(script.getKey()), script.getValue());
        }
    }

    private static boolean differs(IpSet set, IpSetState there, GuardState wanted) {
        if (!there.declaration().equals(set.declaration()) || !there.odd().isEmpty()) {
            return true;
        }
        return set.family().isPresent()
                ? !there.addresses().equals(set.addresses(wanted))
                : !there.ports().isSameAs(wanted.ports(set.protocol().orElseThrow()));
    }

    /**
     * A set of another type cannot be swapped, and not be destroyed while a rule looks into it. So the rules look into a set aside until the
     * first is made anew: at each moment the guard is whole, and where this is cut short the next update goes on from there.
     */
    private HostState exchanged(HostState state, GuardState wanted) throws TargetException {
        List<IpSet> foreign = foreign(state);
        if (foreign.isEmpty()) {
            return state;
        }
        tools.restoreSets(SetScript.aside(foreign, state, wanted));
        Map<Family, String> rules =
                scripts(state, family -> RuleScript.aside(family, state.rules(family), wanted.shape(), foreign));
        test(rules);
        restore(rules);
        elsewhere(state);
        tools.restoreSets(SetScript.destroy(foreign.stream().map(IpSet::label).toList()));
        tools.restoreSets(SetScript.create(foreign, wanted));
        return new Tables(tools, here).state();
    }

    private static List<IpSet> foreign(HostState state) {
        return state.sets().entrySet().stream()
                .filter(set -> !set.getKey().isSwappedWith(set.getValue()))
                .map(Map.Entry::getKey)
                .toList();
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
