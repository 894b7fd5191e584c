package io.originwall.host.iptables;

import io.originwall.api.Traffic.Packets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables mangle and filter of one family, as far as they concern us.
 *
 * @param chains ours that are there, each with its rules
 * @param prerouting all rules of PREROUTING, ours and others'
 * @param strays rules in other chains that lead into ours
 * @param output all rules of OUTPUT in the table filter, ours and others'; none where that table was not read
 * @param problem what was not understood, so that the rest is not to be relied on
 */
record RulesState(
        Map<String, List<Rule>> chains,
        List<Rule> prerouting,
        List<Rule> strays,
        List<Rule> output,
        Optional<String> problem) {
    static RulesState none() {
        return new RulesState(Map.of(), List.of(), List.of(), List.of(), Optional.empty());
    }

    /** Reads what {@code iptables-save -c} prints of these tables. */
    static RulesState parse(String text) {
        SavedTables saved = SavedTables.parse(text);
        Map<String, List<Rule>> mangle = saved.chains("mangle");
        Map<String, List<Rule>> chains = new LinkedHashMap<>(mangle);
        chains.keySet().retainAll(RuleShape.CHAINS);
        List<Rule> strays = mangle.values().stream()
                .flatMap(List::stream)
                .filter(rule -> !RuleShape.CHAINS.contains(rule.chain())
                        && !rule.chain().equals(RuleShape.HOOK)
                        && RuleShape.CHAINS.contains(rule.target()))
                .toList();
        return new RulesState(
                chains,
                List.copyOf(mangle.getOrDefault(RuleShape.HOOK, List.of())),
                strays,
                List.copyOf(saved.chains("filter").getOrDefault(RuleShape.OUT, List.of())),
                saved.problem());
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
        return output.stream()
                .filter(rule -> RuleShape.isAnswer(rule.unquoted()))
                .toList();
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
