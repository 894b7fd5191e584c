package io.originwall.host.iptables;

import io.originwall.api.Traffic.Packets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tables mangle and filter of one family, as far as they concern us.
 *
 * @param chains ours that are there, each with its rules
 * @param prerouting all rules of PREROUTING, ours and others'
 * @param strays rules in other chains that lead into ours
 * @param output all rules of OUTPUT in the table filter, ours and others'; none where that table was not read
 */
record RulesState(Map<String, List<Rule>> chains, List<Rule> prerouting, List<Rule> strays, List<Rule> output) {
    static RulesState none() {
        return new RulesState(Map.of(), List.of(), List.of(), List.of());
    }

    /** Reads what {@code iptables-save -c} prints of these tables. */
    static RulesState parse(String text) {
        Map<String, List<Rule>> chains = new LinkedHashMap<>();
        List<Rule> prerouting = new ArrayList<>();
        List<Rule> strays = new ArrayList<>();
        List<Rule> output = new ArrayList<>();
        boolean mangle = false;
        boolean filter = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                mangle = line.equals("*mangle");
                filter = line.equals("*filter");
            } else if (mangle && line.startsWith(":")) {
                String chain = line.substring(1, Math.max(line.indexOf(' '), 1));
                if (RuleShape.CHAINS.contains(chain)) {
                    chains.put(chain, new ArrayList<>());
                }
            } else if (mangle && Rule.is(line)) {
                sort(Rule.parse(line), chains, prerouting, strays);
            } else if (filter && Rule.is(line) && Rule.parse(line).chain().equals(RuleShape.OUT)) {
                output.add(Rule.parse(line));
            }
        }
        return new RulesState(chains, List.copyOf(prerouting), List.copyOf(strays), List.copyOf(output));
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

    /** Ours in the table filter. */
    List<Rule> answers() {
        return output.stream().filter(rule -> RuleShape.isAnswer(rule.text())).toList();
    }

    /** Do these and no others of ours stand there, first and in this order? */
    boolean answersAre(List<String> rules) {
        return areFirst(rules, answers(), output);
    }

    /** Do they stand first, once, and nowhere else? */
    boolean jumpsAreRight() {
        return areFirst(RuleShape.jumps(), jumps(), prerouting) && strays.isEmpty();
    }

    private static boolean areFirst(List<String> wanted, List<Rule> ours, List<Rule> all) {
        List<String> first = all.stream().limit(wanted.size()).map(Rule::text).toList();
        return first.equals(wanted) && ours.size() == wanted.size();
    }

    boolean looksInto(String set) {
        return Stream.concat(prerouting.stream(), chains.values().stream().flatMap(List::stream))
                .anyMatch(rule -> rule.text().contains(' ' + set + ' '));
    }

    /** Is there nothing of ours? */
    boolean isEmpty() {
        return chains.isEmpty()
                && jumps().isEmpty()
                && strays.isEmpty()
                && answers().isEmpty();
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
