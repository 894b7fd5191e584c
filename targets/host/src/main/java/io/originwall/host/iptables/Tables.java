package io.originwall.host.iptables;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.net.Family;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what of ours is on this host. */
final class Tables {
    private static final String MANGLE = "mangle";
    private static final String INET6 = "/proc/self/net/if_inet6";
    /** What ipset prints where it waits for the next command. */
    private static final String PROMPT = "ipset> ";

    private static final String NO_SUCH_SET = "The set with the given name does not exist";

    private final Tools tools;
    private final Xtables xtables;

    Tables(Tools tools, Xtables xtables) {
        this.tools = tools;
        this.xtables = xtables;
    }

    static String legacyNames(Family family) {
        return "/proc/self/net/" + (family == Family.IPV4 ? "ip" : "ip6") + "_tables_names";
    }

    /** All there is, left over sets too. */
    HostState state() throws TargetException {
        return state(thoroughly());
    }

    /** All there is but left over sets, with a process less; for whoever looked for those before and left none himself. */
    HostState quickly() throws TargetException {
        Optional<String> saved = save(List.of(IpSet.values()));
        return state(saved.isPresent() ? new Sets(IpSetParser.parse(saved.get()), Set.of()) : thoroughly());
    }

    private HostState state(Sets sets) throws TargetException {
        Map<Family, RulesState> rules = new EnumMap<>(Family.class);
        Map<Family, RulesState> elsewhere = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            rules(family).ifPresent(state -> rules.put(family, state));
            elsewhere.put(family, elsewhere(family));
        }
        return new HostState(sets.ours(), sets.leftovers(), rules, elsewhere);
    }

    /** Why the IPv6 rules of a host that has IPv6 cannot be read; empty where they can. */
    Optional<String> ipv6Problem() {
        try {
            rules(Family.IPV6);
            return Optional.empty();
        } catch (TargetException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Has this host tables of that family? */
    boolean has(Family family) throws TargetException {
        return rules(family).isPresent();
    }

    /** Empty where this host has no IPv6. Where it has, and no ip6tables, half of the guard would be missing: that is an error. */
    private Optional<RulesState> rules(Family family) throws TargetException {
        if (xtables.variant() == Variant.LEGACY
                && tools.read(legacyNames(family))
                        .filter(names -> names.lines().noneMatch(MANGLE::equals))
                        .isPresent()) {
            return Optional.of(RulesState.none());
        }
        try {
            return Optional.of(RulesState.parse(tools.read(save(xtables, family))));
        } catch (TargetException e) {
            if (family == Family.IPV6 && tools.read(INET6).orElse("").isBlank()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Command save(Xtables xtables, Family family) {
        return Command.of(xtables.save(family), "-c", "-t", MANGLE);
    }

    /** What of ours is in the tables of the other variant. */
    private RulesState elsewhere(Family family) throws TargetException {
        Xtables other = new Xtables(xtables.variant().other(), false);
        if (other.variant() == Variant.LEGACY
                && tools.read(legacyNames(family))
                        .filter(names -> names.lines().anyMatch(MANGLE::equals))
                        .isEmpty()) {
            return RulesState.none();
        }
        return tools.tryToRun(save(other, family).argv().toArray(String[]::new))
                .filter(CommandResult::isSuccess)
                .map(result -> RulesState.parse(result.stdout()))
                .orElseGet(RulesState::none);
    }

    private record Sets(Map<IpSet, IpSetState> ours, Set<String> leftovers) {}

    /** Others' sets may be long, so only ours are read whole. */
    private Sets thoroughly() throws TargetException {
        Set<String> names =
                tools.read(Command.of("ipset", "list", "-name")).lines().collect(Collectors.toSet());
        List<IpSet> there = Stream.of(IpSet.values())
                .filter(set -> names.contains(set.label()))
                .toList();
        if (there.isEmpty()) {
            return new Sets(Map.of(), leftovers(names));
        }
        String saved = save(there)
                .orElseThrow(() -> new TargetException(
                        "somebody destroys ipsets of ours this very moment; nothing was changed; try again"));
        return new Sets(IpSetParser.parse(saved), leftovers(names));
    }

    /** One process for all of them: it takes one command a line. Empty where one is missing; it prints no more then. */
    private Optional<String> save(List<IpSet> sets) throws TargetException {
        String commands = sets.stream().map(set -> "save " + set.label() + "\n").collect(Collectors.joining());
        Command command = Command.of("ipset", "-").withStdin(commands);
        CommandResult result = tools.run(command);
        if (result.isSuccess() && result.stderr().isEmpty()) {
            return Optional.of(result.stdout().replace(PROMPT, ""));
        }
        if (result.stderr().contains(NO_SUCH_SET)) {
            return Optional.empty();
        }
        throw new TargetException(Tools.message(command, result) + "; nothing was changed");
    }

    private static Set<String> leftovers(Set<String> names) {
        Set<String> leftovers = new LinkedHashSet<>();
        for (IpSet set : IpSet.values()) {
            if (names.contains(set.next())) {
                leftovers.add(set.next());
            }
        }
        return leftovers;
    }
}
