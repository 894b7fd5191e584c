package io.originwall.host.iptables;

import io.originwall.net.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes scripts for {@code iptables-restore --noflush --counters}, each of which is one transaction. A chain that is right is not written,
 * so its counters run on.
 */
final class RuleScript {
    private static final String BOOT_HEAD = """
            # The last guard that originwall put up, for the next boot: its rules. The ipsets have to be there before. To load it by hand:
            # %s --noflush FILE
            """;

    private final StringBuilder text = new StringBuilder("*mangle\n");

    private RuleScript() {}

    /** Puts right what differs; empty text where nothing does. */
    static String update(Family family, RulesState state, RuleShape shape) {
        RuleScript script = new RuleScript();
        Map<String, List<String>> changed = new LinkedHashMap<>(shape.chains(family));
        changed.entrySet()
                .removeIf(chain -> state.chains().containsKey(chain.getKey())
                        && state.texts(chain.getKey()).equals(chain.getValue()));
        changed.keySet().forEach(script::empty);
        changed.forEach((chain, rules) -> rules.forEach(rule -> script.append(chain, rule, state)));
        boolean jump = !RuleDifference.jumpsAreRight(state);
        if (jump) {
            script.deleteJumps(state).insertJumps();
        }
        return changed.isEmpty() && !jump ? "" : script.commit();
    }

    /** Leaves nothing of ours. */
    static String remove(RulesState state) {
        RuleScript script = new RuleScript().deleteJumps(state);
        state.chains().keySet().forEach(script::empty);
        state.chains()
                .keySet()
                .forEach(chain -> script.text.append("-X ").append(chain).append('\n'));
        return script.commit();
    }

    /** For a table that holds nothing of ours; the boot script takes out jumps that are there in the same transaction. */
    static String boot(Family family, Variant variant, RuleShape shape) {
        RuleScript script = new RuleScript();
        Map<String, List<String>> chains = shape.chains(family);
        chains.keySet().forEach(script::empty);
        chains.forEach((chain, rules) -> rules.forEach(rule -> script.append(chain, rule, RulesState.none())));
        script.insertJumps();
        return BOOT_HEAD.formatted(variant.restore(family)) + script.commit() + SetScript.BOOT_END;
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

    private RuleScript deleteJumps(RulesState state) {
        state.jumps().forEach(this::delete);
        state.strays().forEach(this::delete);
        return this;
    }

    private void delete(Rule rule) {
        text.append("-D ").append(rule.chain()).append(' ').append(rule.text()).append('\n');
    }

    private void insertJumps() {
        int position = 1;
        for (String jump : RuleShape.jumps()) {
            text.append("-I ")
                    .append(RuleShape.HOOK)
                    .append(' ')
                    .append(position++)
                    .append(' ')
                    .append(jump)
                    .append('\n');
        }
    }

    private String commit() {
        return text.append("COMMIT\n").toString();
    }
}
