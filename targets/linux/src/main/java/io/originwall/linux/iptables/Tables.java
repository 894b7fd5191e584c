package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.linux.survey.LegacyTables;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what of ours is on this host, all tables and the ipsets side by side. */
final class Tables {
    private static final List<String> DENY = List.of("mangle");
    /** The table filter may hold thousands of rules of others. */
    private static final List<String> DENY_AND_ANSWER = List.of("mangle", "filter");

    private static final String INET6 = "/proc/self/net/if_inet6";
    private static final Command SET_NAMES = Command.of("ipset", "list", "-name");

    private static final String NO_SUCH_SET = "The set with the given name does not exist";

    private final Tools tools;
    private final Xtables xtables;

    Tables(Tools tools, Xtables xtables) {
        this.tools = tools;
        this.xtables = xtables;
    }

    /** All there is, left over sets too. */
    HostState state() throws TargetException {
        return state(SET_NAMES, DENY_AND_ANSWER);
    }

    /**
     * All there is but left over sets, sooner; for whoever looked for those before and left none himself.
     *
     * @param answers whether any rule that answers is there, or to be there
     */
    HostState quickly(boolean answers) throws TargetException {
        return state(save(List.of(IpSet.values())), answers ? DENY_AND_ANSWER : DENY);
    }

    private HostState state(Command ofSets, List<String> tables) throws TargetException {
        Xtables other = new Xtables(xtables.variant().other(), false);
        List<Saves> saves = Stream.of(Family.values())
                .map(family -> new Saves(family, saves(xtables, family, tables), saves(other, family, tables)))
                .toList();
        List<Command> commands = new ArrayList<>(List.of(ofSets));
        saves.forEach(save -> commands.addAll(save.here()));
        saves.forEach(save -> commands.addAll(save.elsewhere()));
        List<ToolResult> answers = tools.ask(commands);

        Sets sets = sets(answers.get(0));
        Map<Family, RulesState> rules = new EnumMap<>(Family.class);
        Map<Family, RulesState> elsewhere = new EnumMap<>(Family.class);
        for (Saves save : saves) {
            rules(save.family(), to(save.here(), answers)).ifPresent(state -> rules.put(save.family(), state));
            elsewhere.put(save.family(), elsewhere(to(save.elsewhere(), answers)));
        }
        return new HostState(sets.ours(), sets.leftovers(), rules, elsewhere);
    }

    /** What prints the tables of one family, of the variant in use and of the other. */
    private record Saves(Family family, List<Command> here, List<Command> elsewhere) {}

    private static List<ToolResult> to(List<Command> commands, List<ToolResult> answers) {
        return answers.stream()
                .filter(answer -> commands.contains(answer.command()))
                .toList();
    }

    /** Why the IPv6 rules of a host that has IPv6 cannot be read; empty where they can. */
    Optional<String> ipv6Problem() {
        try {
            has(Family.IPV6);
            return Optional.empty();
        } catch (TargetException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Has this host tables of that family? */
    boolean has(Family family) throws TargetException {
        return rules(family, tools.ask(saves(xtables, family, DENY))).isPresent();
    }

    /** Of iptables-legacy only tables that are there: to ask for another would make it. */
    private List<Command> saves(Xtables where, Family family, List<String> tables) {
        Stream<String> there = tables.stream();
        if (where.variant() == Variant.LEGACY) {
            Optional<String> names = tools.read(LegacyTables.names(family));
            boolean ours = where.variant() == xtables.variant();
            there = there.filter(table ->
                    names.map(text -> text.lines().anyMatch(table::equals)).orElse(ours));
        }
        return there.map(table -> Command.of(where.save(family), "-c", "-t", table))
                .toList();
    }

    /** Empty where this host has no IPv6. Where it has, and no ip6tables, half of the guard would be missing: that is an error. */
    private Optional<RulesState> rules(Family family, List<ToolResult> saved) throws TargetException {
        if (family == Family.IPV6 && saved.isEmpty() && tools.read(INET6).isEmpty()) {
            // A kernel started with ipv6.disable=1 lacks this file, and makes no table of iptables-legacy that is not
            // there.
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (ToolResult answer : saved) {
            try {
                texts.add(answer.text());
            } catch (TargetException e) {
                if (family == Family.IPV6 && tools.read(INET6).orElse("").isBlank()) {
                    return Optional.empty();
                }
                throw e;
            }
        }
        return Optional.of(RulesState.parse(texts.toArray(String[]::new)));
    }

    /** What of ours is in the tables of the other variant, which need not be installed. */
    private static RulesState elsewhere(List<ToolResult> saved) throws TargetException {
        List<String> texts = new ArrayList<>();
        for (ToolResult answer : saved) {
            if (answer.obstacle()
                    .filter(obstacle -> obstacle.getCause() instanceof CommandNotFoundException)
                    .isEmpty()) {
                CommandResult said = answer.orThrow();
                texts.add(said.isSuccess() ? said.stdout() : "");
            }
        }
        return RulesState.parse(texts.toArray(String[]::new));
    }

    private record Sets(Map<IpSet, IpSetState> ours, Set<String> leftovers) {}

    private Sets sets(ToolResult answer) throws TargetException {
        if (answer.command().equals(SET_NAMES)) {
            return named(answer);
        }
        Optional<String> saved = saved(answer);
        return saved.isPresent()
                ? new Sets(IpSetParser.parse(saved.get()), Set.of())
                : named(ToolResult.of(tools, SET_NAMES));
    }

    /** Others' sets may be long, so only ours are read whole. */
    private Sets named(ToolResult list) throws TargetException {
        Set<String> names = list.text().lines().collect(Collectors.toSet());
        List<IpSet> there = Stream.of(IpSet.values())
                .filter(set -> names.contains(set.label()))
                .toList();
        if (there.isEmpty()) {
            return new Sets(Map.of(), leftovers(names));
        }
        String saved = saved(ToolResult.of(tools, save(there)))
                .orElseThrow(() -> new TargetException(
                        "somebody destroys ipsets of ours this very moment; nothing was changed; try again"));
        return new Sets(IpSetParser.parse(saved), leftovers(names));
    }

    /** One process for all of them: it takes one command a line. */
    private static Command save(List<IpSet> sets) {
        return Command.of("ipset", "-")
                .withStdin(
                        sets.stream().map(set -> "save " + set.label() + "\n").collect(Collectors.joining()));
    }

    /** Empty where a set is missing; it prints no more then. */
    private static Optional<String> saved(ToolResult answer) throws TargetException {
        CommandResult result = answer.orThrow();
        if (result.isSuccess() && Tools.complaints(result.stderr()).isEmpty()) {
            return Optional.of(result.stdout());
        }
        if (result.stderr().contains(NO_SUCH_SET)) {
            return Optional.empty();
        }
        throw new TargetException(Tools.message(answer.command(), result) + "; nothing was changed");
    }

    private static Set<String> leftovers(Set<String> names) {
        Set<String> leftovers = new LinkedHashSet<>();
        for (IpSet set : IpSet.values()) {
            Stream.of(set.next(), set.aside()).filter(names::contains).forEach(leftovers::add);
        }
        return leftovers;
    }
}
