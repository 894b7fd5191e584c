package io.originwall.linux.nftables;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Our sets as one write made them. A set that rules look up is never filled or emptied: each write creates all sets anew, under the names of
 * a generation that is free, then switches the rules to them, then deletes the old ones. On kernels before 6.18 a set that is changed in the
 * transaction of its rules, and on all kernels one that is created in it, answers wrongly for a moment: packets are lost, or let in.
 *
 * @param number 0 for the plain names, which version 0.1 uses
 */
record Generation(int number) {
    private static final Pattern NAME = Pattern.compile(
            "(" + String.join("|", TableShape.sets().keySet()) + ")(?:_([1-9]\\d{0,8}))?(?![\\w./\\\\])");
    private static final Pattern REFERENCE = Pattern.compile("@" + NAME.pattern());

    /** That of a set, if its name is one of ours. */
    static Optional<Generation> of(String set) {
        Matcher matcher = NAME.matcher(set);
        return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    /** What a set is called in {@link TableShape#sets}; a set that is not ours has its own name. */
    static String baseOf(String set) {
        Matcher matcher = NAME.matcher(set);
        return matcher.matches() ? matcher.group(1) : set;
    }

    private static Generation of(MatchResult name) {
        return new Generation(name.group(2) == null ? 0 : Integer.parseInt(name.group(2)));
    }

    /** Those that a rule looks up, one for each lookup. */
    private static Stream<Generation> lookedUpBy(String rule) {
        return REFERENCE.matcher(body(rule)).results().map(Generation::of);
    }

    /**
     * That of the sets that most rules look up; where none does, the last one that is there.
     *
     * @param sets the names of all sets of the table
     */
    static Generation inForce(Map<String, List<String>> chains, Set<String> sets) {
        Map<Generation, Long> lookups = chains.values().stream()
                .flatMap(List::stream)
                .flatMap(Generation::lookedUpBy)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Comparator<Generation> order = Comparator.comparing((Generation one) -> lookups.getOrDefault(one, 0L))
                .thenComparing(Generation::number);
        return sets.stream().flatMap(set -> of(set).stream()).max(order).orElse(new Generation(0));
    }

    /** The first one of which no set is there. */
    static Generation free(Set<String> sets) {
        Set<Generation> taken = sets.stream().flatMap(set -> of(set).stream()).collect(Collectors.toSet());
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(Generation::new)
                .filter(generation -> !taken.contains(generation))
                .findFirst()
                .orElseThrow();
    }

    /** The kernel's name for a set. */
    String nameOf(String set) {
        return number == 0 ? set : set + "_" + number;
    }

    /** A rule of ours that looks up the sets of this generation. */
    String named(String rule) {
        return REFERENCE.matcher(rule).replaceAll(set -> "@" + nameOf(set.group(1)));
    }

    /** The plain name of a set of this generation; another generation's set keeps a number, so that the two differ. */
    String plain(String set) {
        Matcher matcher = NAME.matcher(set);
        return matcher.matches() ? plain((MatchResult) matcher) : set;
    }

    /** A rule as it reads where the sets of this generation go by their plain names. */
    String plainRule(String rule) {
        String body = body(rule);
        return REFERENCE.matcher(body).replaceAll(set -> "@" + plain(set)) + rule.substring(body.length());
    }

    /** Without its comment, in which anything may stand. */
    private static String body(String rule) {
        int comment = rule.indexOf(" comment \"");
        return comment < 0 ? rule : rule.substring(0, comment);
    }

    private String plain(MatchResult name) {
        Generation other = of(name);
        return other.equals(this) ? name.group(1) : name.group(1) + "_" + other.number;
    }
}
