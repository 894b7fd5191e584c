package io.originwall.linux.nftables;

import io.originwall.api.TargetException;
import io.originwall.linux.nftables.TableState.SetState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of ours is on this host.
 *
 * @param table our table, its sets by their plain names; empty where it is missing
 * @param generation of the sets that the rules look up
 * @param leftovers our sets that no rule looks up, by the kernel's names: an update that was cut short leaves some
 * @param sets the kernel's names of all sets of the table
 * @param hasSwapTable whether the second table is there, which a replacement that was cut short leaves behind
 * @param nextOfSwapTable a generation that is free in the second table; empty where that one is not hooked in as ours, and so guards nothing
 */
record HostState(
        Optional<TableState> table,
        Generation generation,
        Set<String> leftovers,
        Set<String> sets,
        boolean hasSwapTable,
        Optional<Generation> nextOfSwapTable) {
    /** Tells the tables there are, and is cheap: {@code list tables} would load each of them whole. */
    private static final String LIST_CHAINS = "list chains inet";

    static HostState read(Nft nft) throws TargetException {
        Optional<TableState> table = TableReader.read(nft, TableShape.TABLE);
        String chains = nft.read(LIST_CHAINS).orElse("");
        boolean hasSwapTable = chains.lines().anyMatch(("table inet " + TableShape.SWAP_TABLE + " {")::equals);
        Optional<TableState> swapTable = hasSwapTable ? TableReader.read(nft, TableShape.SWAP_TABLE) : Optional.empty();
        return of(
                table,
                hasSwapTable,
                swapTable
                        .filter(HostState::isHooked)
                        .map(swap -> Generation.free(swap.sets().keySet())));
    }

    private static boolean isHooked(TableState table) {
        return table.rules(TableShape.PREROUTING).contains(TableShape.HOOK);
    }

    /** @param table as the kernel names its sets */
    static HostState of(Optional<TableState> table, boolean hasSwapTable, Optional<Generation> nextOfSwapTable) {
        if (table.isEmpty()) {
            return new HostState(table, new Generation(0), Set.of(), Set.of(), hasSwapTable, nextOfSwapTable);
        }
        TableState there = table.get();
        Generation generation = Generation.inForce(there.chains(), there.sets().keySet());
        Set<String> leftovers = new TreeSet<>();
        Map<String, SetState> sets = new LinkedHashMap<>();
        there.sets().forEach((name, set) -> {
            String plain = generation.plain(name);
            if (!TableShape.sets().containsKey(plain) && isOurs(name, set)) {
                leftovers.add(name);
            } else {
                sets.put(plain, set);
            }
        });
        Map<String, List<String>> chains = new LinkedHashMap<>();
        there.chains()
                .forEach((chain, rules) -> chains.put(
                        chain, rules.stream().map(generation::plainRule).toList()));
        TableState plain = new TableState(
                there.attributes(), sets, chains, there.counters(), there.others(), there.exempted(), there.strange());
        return new HostState(
                Optional.of(plain),
                generation,
                leftovers,
                Set.copyOf(there.sets().keySet()),
                hasSwapTable,
                nextOfSwapTable);
    }

    /** A set of that name but of another kind was made by somebody else. */
    private static boolean isOurs(String name, SetState set) {
        return Optional.ofNullable(TableShape.sets().get(Generation.baseOf(name)))
                .filter(set.declaration()::equals)
                .isPresent();
    }

    /** Our sets that are there, by the kernel's names; all of them, for the next write makes new ones. */
    Set<String> oldSets() {
        Set<String> old = new TreeSet<>(leftovers);
        TableShape.sets().keySet().stream()
                .map(generation::nameOf)
                .filter(sets::contains)
                .forEach(old::add);
        return old;
    }

    /** The guarded ports. */
    PortElements ports(Protocol protocol) {
        return table.map(there -> there.ports(protocol)).orElseGet(() -> PortElements.none(protocol));
    }

    /** The container bridges of the guard that is in force. */
    Set<String> bridges() {
        return table.map(TableState::exemptedBridges).orElse(Set.of());
    }
}
