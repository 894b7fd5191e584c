package io.originwall.host.nftables;

import io.originwall.api.TargetException;
import java.util.Optional;
import java.util.Set;

/**
 * What of ours is on this host.
 *
 * @param table our table; empty where it is missing
 * @param hasSwapTable whether the second table is there, which a replacement that was cut short leaves behind
 */
record HostState(Optional<TableState> table, boolean hasSwapTable) {
    /** Tells the tables there are, and is cheap: {@code list tables} would load each of them whole. */
    private static final String LIST_CHAINS = "list chains inet";

    static HostState read(Nft nft) throws TargetException {
        Optional<TableState> table = TableReader.read(nft, TableShape.TABLE);
        if (table.isPresent()) {
            return new HostState(table, table.get().counters().containsKey(TableShape.REPLACING));
        }
        String chains = nft.read(LIST_CHAINS).orElse("");
        return new HostState(table, chains.contains("table inet " + TableShape.SWAP_TABLE + " {"));
    }

    /** The container bridges of the guard that is in force. */
    Set<String> bridges() {
        return table.map(TableState::exemptedBridges).orElse(Set.of());
    }
}
