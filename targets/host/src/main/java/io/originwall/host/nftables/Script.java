package io.originwall.host.nftables;

import static io.originwall.host.nftables.TableShape.SWAP_TABLE;
import static io.originwall.host.nftables.TableShape.TABLE;

import io.originwall.host.addresses.AddressWriter;
import io.originwall.net.AddressRange;
import java.util.List;
import java.util.Map;

/**
 * Writes scripts for {@code nft -f}, each of which is one transaction. The script that loads a table is the same for a first install, an
 * update and a repair, and never deletes the table: deleting and adding it again in one transaction lets packets through (356 of 2.55
 * million under a flood), emptying and filling it does not.
 */
final class Script {
    private static final String BOOT_HEAD = """
            # The last guard that originwall put up, for the next boot. It is written anew whenever the guard changes; to load it
            # by hand: nft -f FILE
            """;

    /** A script that was cut short may well load, and let everybody in or nobody. */
    private static final String BOOT_END = "# end\n";

    private final StringBuilder text = new StringBuilder(4096);

    private Script() {}

    /** Makes the table what is wanted, whatever it holds now; with counters at 0 where they are new. */
    static String load(WantedTable wanted) {
        return new Script().table(TABLE, wanted, Map.of()).toString();
    }

    /** The same as a file that lies there for months; the boot script loads none that lacks the last line. */
    static String boot(WantedTable wanted) {
        return BOOT_HEAD + load(wanted) + BOOT_END;
    }

    /** The same, and takes out the second table that a replacement which was cut short left behind. */
    static String loadAndFinish(WantedTable wanted) {
        return new Script().table(TABLE, wanted, Map.of()).finish().toString();
    }

    /**
     * For what the kernel cannot change in place, a hook or the type of a set: three transactions. The second table stands guard while the
     * first is replaced.
     *
     * @param counters what the counters start from
     */
    static List<String> replace(WantedTable wanted, Map<String, Long> counters) {
        return List.of(
                new Script()
                        .mark()
                        .drop(SWAP_TABLE)
                        .table(SWAP_TABLE, wanted, Map.of())
                        .toString(),
                new Script().drop(TABLE).table(TABLE, wanted, counters).mark().toString(),
                finishReplace());
    }

    static String finishReplace() {
        return new Script().finish().toString();
    }

    private Script mark() {
        text.append("add table inet ").append(TABLE).append('\n');
        line("add counter", TABLE, TableShape.REPLACING).append('\n');
        return this;
    }

    private Script finish() {
        mark().drop(SWAP_TABLE)
                .line("delete counter", TABLE, TableShape.REPLACING)
                .append('\n');
        return this;
    }

    /** Leaves nothing of ours. */
    static String remove() {
        return new Script().drop(TABLE).drop(SWAP_TABLE).toString();
    }

    /** Repeatable: deleting a table that is not there is an error, so it is added first. nft before 1.0.8 has no {@code destroy}. */
    private Script drop(String table) {
        text.append("add table inet ").append(table).append('\n');
        text.append("delete table inet ").append(table).append('\n');
        return this;
    }

    private Script table(String table, WantedTable wanted, Map<String, Long> counters) {
        text.append("add table inet ").append(table).append('\n');
        TableShape.sets()
                .forEach((set, declaration) -> line("add set", table, set)
                        .append(" { ")
                        .append(declaration)
                        .append(" }\n"));
        for (String counter : TableShape.COUNTERS) {
            line("add counter", table, counter);
            if (counters.containsKey(counter)) {
                text.append(" { packets ").append(counters.get(counter)).append(" bytes 0 }");
            }
            text.append('\n');
        }
        Map<String, List<String>> chains = wanted.shape().chains();
        for (String chain : chains.keySet()) {
            line("add chain", table, chain)
                    .append(chain.equals(TableShape.PREROUTING) ? " { " + TableShape.HOOK + " }\n" : "\n");
        }
        chains.keySet().forEach(chain -> line("flush chain", table, chain).append('\n'));
        TableShape.sets().keySet().forEach(set -> line("flush set", table, set).append('\n'));
        TableShape.sets().forEach((set, declaration) -> elements(table, set, wanted));
        chains.forEach((chain, rules) -> rules.forEach(
                rule -> line("add rule", table, chain).append(' ').append(rule).append('\n')));
        return this;
    }

    private StringBuilder line(String verb, String table, String name) {
        return text.append(verb).append(" inet ").append(table).append(' ').append(name);
    }

    private void elements(String table, String set, WantedTable wanted) {
        int start = text.length();
        line("add element", table, set).append(" { ");
        int empty = text.length();
        if (set.startsWith("allow") || set.startsWith("dst")) {
            for (AddressRange range : wanted.addresses(set).ranges()) {
                AddressWriter.append(text, range);
                text.append(", ");
            }
        } else {
            wanted.otherElements(set).forEach(element -> text.append(element).append(", "));
        }
        if (text.length() == empty) {
            text.setLength(start);
        } else {
            text.setLength(text.length() - 2);
            text.append(" }\n");
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
