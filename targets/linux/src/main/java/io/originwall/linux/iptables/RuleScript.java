package io.originwall.linux.iptables;

import io.originwall.linux.guard.GuardShape;
import io.originwall.net.Family;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes scripts for {@code iptables-restore --noflush --counters}, one transaction for each table. A chain that is right is not written,
 * so its counters run on.
 */
final class RuleScript {
    private static final String BOOT_HEAD = """
            # The last guard that originwall put up, for the next boot: its rules. The ipsets have to be there before. To load it by hand:
            # %s --noflush FILE
            """;

    private static final String FILTER = "*filter\n";

    private final StringBuilder text;

    private RuleScript() {
        this("*mangle\n");
    }

    private RuleScript(String table) {
        text = new StringBuilder(table);
    }

    /** Puts right what differs; empty text where nothing does. What denies comes before what answers: in between, strangers wait. */
    static String update(Family family, RulesState state, GuardShape shape) {
        Map<String, List<String>> changed = new LinkedHashMap<>(RuleShape.chains(family, shape));
        changed.entrySet()
                .removeIf(chain -> state.chains().containsKey(chain.getKey())
                        && state.texts(chain.getKey()).equals(chain.getValue()));
        RuleScript script = new RuleScript().chains(changed, state);
        boolean jump = !state.jumpsAreRight() && !state.jumpsAreUnknown();
        if (jump) {
            script.deleteJumps(state, 0).insert(RuleShape.HOOK, RuleShape.jumps());
        }
        return (changed.isEmpty() && !jump ? "" : script.commit()) + answers(state, RuleShape.answers(family, shape));
    }

    /** The whole guard, but that instead of these sets it looks into those that stand aside. */
    static String aside(Family family, RulesState state, GuardShape shape, Collection<IpSet> sets) {
        RuleScript script = new RuleScript().chains(RuleShape.chains(family, shape), state);
        // First the new jumps, in which names are changed, and then what was there goes by the names that it has.
        String guard = script.insert(RuleShape.HOOK, RuleShape.jumps()).toString();
        for (IpSet set : sets) {
            guard = guard.replace(" " + set.label() + " ", " " + set.aside() + " ");
        }
        return guard
                + new RuleScript("")
                        .deleteJumps(state, RuleShape.jumps().size())
                        .commit();
    }

    private static String answers(RulesState state, List<String> wanted) {
        if (state.answersAre(wanted) || (!wanted.isEmpty() && state.answersAreUnknown(wanted))) {
            return "";
        }
        RuleScript script = new RuleScript(FILTER);
        script.delete(state.answers(), 0);
        return script.insert(RuleShape.OUT, wanted).commit();
    }

    /** Leaves nothing of ours. */
    static String remove(RulesState state) {
        RuleScript script = new RuleScript().deleteJumps(state, 0);
        state.chains().keySet().forEach(script::empty);
        state.chains()
                .keySet()
                .forEach(chain -> script.text.append("-X ").append(chain).append('\n'));
        return script.commit() + answers(state, List.of());
    }

    /** For a table that holds nothing of ours; the boot script takes out jumps that are there in the same transaction. */
    static String boot(Family family, Variant variant, GuardShape shape) {
        RuleScript script = new RuleScript()
                .chains(RuleShape.chains(family, shape), RulesState.none())
                .insert(RuleShape.HOOK, RuleShape.jumps());
        return BOOT_HEAD.formatted(variant.restore(family))
                + script.commit()
                + answers(RulesState.none(), RuleShape.answers(family, shape))
                + SetScript.BOOT_END;
    }

    /** All of them before the first rule, which may lead into any. */
    private RuleScript chains(Map<String, List<String>> chains, RulesState state) {
        chains.keySet().forEach(this::empty);
        chains.forEach((chain, rules) -> rules.forEach(rule -> append(chain, rule, state)));
        return this;
    }

    /** Makes the chain, or empties it. */
    private void empty(String chain) {
        text.append(':').append(chain).append(" - [0:0]\n");
    }

    /** With what it has counted so far. */
    private void append(String chain, String rule, RulesState state) {
        state.chains().getOrDefault(chain, List.of()).stream()
                .filter(before -> before.text().equals(rule) && before.packets() > 0)
                .findFirst()
                .ifPresent(before -> text.append('[')
                        .append(before.packets())
                        .append(':')
                        .append(before.bytes())
                        .append("] "));
        text.append("-A ").append(chain).append(' ').append(rule).append('\n');
    }

    /** @param inserted rules that this script put before them */
    private RuleScript deleteJumps(RulesState state, int inserted) {
        delete(state.jumps(), inserted);
        delete(state.strays(), 0);
        return this;
    }

    /**
     * By their text, which names no other rule whatever somebody did since. Where that is more than one line, by their number: each line of a
     * script is a command, and nothing that somebody else wrote may be one. Those go first and from the last on, or the numbers would not be
     * theirs.
     */
    private void delete(List<Rule> rules, int inserted) {
        rules.stream()
                .filter(rule -> !rule.isOneLine())
                .sorted(Comparator.comparingInt(Rule::number).reversed())
                .forEach(rule -> delete(rule.chain(), "" + (rule.number() + inserted)));
        rules.stream().filter(Rule::isOneLine).forEach(rule -> delete(rule.chain(), rule.text()));
    }

    private void delete(String chain, String rule) {
        text.append("-D ").append(chain).append(' ').append(rule).append('\n');
    }

    /** At the top of a chain of the kernel's. */
    private RuleScript insert(String chain, List<String> rules) {
        int position = 1;
        for (String rule : rules) {
            text.append("-I ")
                    .append(chain)
                    .append(' ')
                    .append(position++)
                    .append(' ')
                    .append(rule)
                    .append('\n');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private String commit() {
        return text.append("COMMIT\n").toString();
    }
}
