package io.originwall.linux.nftables;

import io.originwall.api.Guard;
import io.originwall.linux.addresses.AddressWriter;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table as version 0.1 loaded it: sets under their plain names, emptied and filled in the transaction of the rules. Hosts that are
 * upgraded have such a table, and benchmarks compare with it.
 */
public final class OneTransaction {
    private static final String TABLE = "inet " + TableShape.TABLE;

    private OneTransaction() {}

    public static String script(Guard guard) {
        return script(GuardState.of(guard, AddressSet.empty(), List.of(), PortElements::none));
    }

    static String script(GuardState wanted) {
        StringBuilder text = new StringBuilder("add table " + TABLE + '\n');
        Map<String, String> sets = TableShape.sets();
        Map<String, List<String>> chains = TableShape.chains(wanted.shape());
        sets.forEach((set, declaration) -> text.append("add set %s %s { %s }\n".formatted(TABLE, set, declaration)));
        TableShape.COUNTERS.forEach(counter -> text.append("add counter %s %s\n".formatted(TABLE, counter)));
        chains.keySet()
                .forEach(chain -> text.append("add chain %s %s%s\n"
                        .formatted(
                                TABLE,
                                chain,
                                chain.equals(TableShape.PREROUTING) ? " { " + TableShape.HOOK + " }" : "")));
        chains.keySet().forEach(chain -> text.append("flush chain %s %s\n".formatted(TABLE, chain)));
        sets.keySet().forEach(set -> text.append("flush set %s %s\n".formatted(TABLE, set)));
        for (String set : sets.keySet()) {
            String elements = elements(set, wanted);
            text.append(elements.isEmpty() ? "" : "add element %s %s { %s }\n".formatted(TABLE, set, elements));
        }
        chains.forEach((chain, rules) ->
                rules.forEach(rule -> text.append("add rule %s %s %s\n".formatted(TABLE, chain, rule))));
        return text.toString();
    }

    private static String elements(String set, GuardState wanted) {
        if (!set.startsWith("allow") && !set.startsWith("dst")) {
            return String.join(", ", Script.otherElements(set, wanted));
        }
        return Script.addresses(set, wanted).ranges().stream()
                .map(range -> {
                    StringBuilder text = new StringBuilder();
                    AddressWriter.append(text, range);
                    return text.toString();
                })
                .collect(Collectors.joining(", "));
    }
}
