package io.originwall.host.iptables;

import io.originwall.api.Traffic.Packets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table mangle of one family, as far as it concerns us.
 *
 * @param chains ours that are there, each with its rules
 * @param prerouting all rules of PREROUTING, ours and others'
 * @param strays rules in other chains that lead into ours
 */
record RulesState(Map<String, List<Rule>> chains, List<Rule> prerouting, List<Rule> strays) {
    static RulesState none() {
        return new RulesState(Map.of(), List.of(), List.of());
    }

    /** Reads what {@code iptables-save -c} prints of the table mangle. */
    static RulesState parse(String text) {
        Map<String, List<Rule>> chains = new LinkedHashMap<>();
        List<Rule> prerouting = new ArrayList<>();
        List<Rule> strays = new ArrayList<>();
        boolean mangle = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                mangle = line.equals("*mangle");
            } else if (mangle && line.startsWith(":")) {
                String chain = line.substring(1, Math.max(line.indexOf(' '), 1));
                if (RuleShape.CHAINS.contains(chain)) {
                    chains.put(chain, new ArrayList<>());
                }
            } else if (mangle && Rule.is(line)) {
                sort(Rule.parse(line), chains, prerouting, strays);
            }
        }
        return new RulesState(chains, List.copyOf(prerouting), List.copyOf(strays));
    }

    private static void sort(Rule rule, Map<String, List<Rule>> chains, List<Rule> prerouting, List<Rule> strays) {
        if (chains.containsKey(rule.chain())) {
            chains.get(rule.chain()).add(rule);
        } else if (rule.chain().equals(RuleShape.HOOK)) {
            prerouting.add(rule);
        } else if (RuleShape.CHAINS.contains(rule.target())) {
            strays.add(rule);
        }
    }

    /** Rules of PREROUTING that lead into our chains. */
    List<Rule> jumps() {
        return prerouting.stream()
                .filter(rule -> RuleShape.CHAINS.contains(rule.target()))
                .toList();
    }

    /** Rules of others that stand before ours; none where ours are missing. */
    List<Rule> before() {
        List<Rule> ours = jumps();
        return ours.isEmpty() ? List.of() : prerouting.subList(0, prerouting.indexOf(ours.get(0)));
    }

    /** Is there nothing of ours? */
    boolean isEmpty() {
        return chains.isEmpty() && jumps().isEmpty() && strays.isEmpty();
    }

    List<String> texts(String chain) {
        return chains.getOrDefault(chain, List.of()).stream().map(Rule::text).toList();
    }

    /** Counted by the two rules of the chain that asks the allow list; 0 where somebody took them out. */
    Packets packets() {
        return new Packets(count(RuleShape.allowed()), count(RuleShape.DENIED));
    }

    private long count(String target) {
        return chains.getOrDefault(RuleShape.CHECK, List.of()).stream()
                .filter(rule -> rule.target().equals(target))
                .mapToLong(Rule::packets)
                .sum();
    }
}
