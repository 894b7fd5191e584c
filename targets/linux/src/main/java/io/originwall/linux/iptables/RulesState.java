package io.originwall.linux.iptables;

import io.originwall.api.Traffic.Packets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables mangle and filter of one family, as far as they concern us.
 *
 * @param chains ours that are there, each with its rules
 * @param prerouting all rules of PREROUTING, ours and others'
 * @param strays rules in other chains that lead into ours
 * @param output all rules of OUTPUT in the table filter, ours and others'; none where that table was not read
 * @param problem what was not understood of the table mangle, where that may concern our chains or what stands before them
 * @param answersProblem what was not understood of the table filter, where rules of ours may be among that
 */
record RulesState(
        Map<String, List<Rule>> chains,
        List<Rule> prerouting,
        List<Rule> strays,
        List<Rule> output,
        Optional<String> problem,
        Optional<String> answersProblem) {
    static RulesState none() {
        return new RulesState(Map.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Reads what {@code iptables-save -c} prints of these tables, each by itself: where one cannot be read the other can. */
    static RulesState parse(String... saves) {
        List<SavedTables> all = Stream.of(saves).map(SavedTables::parse).toList();
        Map<String, List<Rule>> mangle = chains(all, "mangle");
        Map<String, List<Rule>> chains = new LinkedHashMap<>(mangle);
        chains.keySet().retainAll(RuleShape.CHAINS);
        List<Rule> strays = mangle.values().stream()
                .flatMap(List::stream)
                .filter(rule -> !RuleShape.CHAINS.contains(rule.chain())
                        && !rule.chain().equals(RuleShape.HOOK)
                        && RuleShape.CHAINS.contains(rule.target()))
                .toList();
        List<Rule> prerouting = List.copyOf(mangle.getOrDefault(RuleShape.HOOK, List.of()));
        List<Rule> output = List.copyOf(chains(all, "filter").getOrDefault(RuleShape.OUT, List.of()));
        Set<String> ours = new HashSet<>(RuleShape.CHAINS);
        if (!startWith(prerouting, RuleShape.jumps())) {
            ours.add(RuleShape.HOOK);
        }
        return new RulesState(
                chains,
                prerouting,
                strays,
                output,
                problem(all, "mangle", ours),
                problem(all, "filter", Set.of(RuleShape.OUT))
                        .filter(problem -> Stream.of(saves).anyMatch(RuleShape::isAnswer)));
    }

    private static Map<String, List<Rule>> chains(List<SavedTables> saved, String table) {
        return saved.stream()
                .map(part -> part.chains(table))
                .filter(chains -> !chains.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    private static Optional<String> problem(List<SavedTables> saved, String table, Set<String> chains) {
        return saved.stream()
                .filter(part -> part.tables().isEmpty() || part.tables().containsKey(table))
                .flatMap(part -> part.problem(table, chains).stream())
                .findFirst();
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

    /** May rules of ours be among what was not understood? To insert them would double them, at each look once more. */
    boolean answersAreUnknown(List<String> wanted) {
        return answersProblem.isPresent() && (wanted.isEmpty() || !answersAre(wanted));
    }

    /** As above. Where the chain was read up to some rule, jumps that were put on its top will be read. */
    boolean jumpsAreUnknown() {
        return problem.isPresent() && prerouting.isEmpty() && !chains.isEmpty();
    }

    /** Do they stand first, once, and nowhere else? */
    boolean jumpsAreRight() {
        return areFirst(RuleShape.jumps(), jumps(), prerouting) && strays.isEmpty();
    }

    private static boolean areFirst(List<String> wanted, List<Rule> ours, List<Rule> all) {
        return startWith(all, wanted) && ours.size() == wanted.size();
    }

    private static boolean startWith(List<Rule> all, List<String> wanted) {
        return all.stream().limit(wanted.size()).map(Rule::text).toList().equals(wanted);
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
                && answers().isEmpty()
                && answersProblem.isEmpty();
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
