package io.originwall.linux.nftables;

import static io.originwall.linux.nftables.TableShape.SWAP_TABLE;
import static io.originwall.linux.nftables.TableShape.TABLE;

import io.originwall.linux.addresses.AddressWriter;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A script for {@code nft -f}, which is one transaction. A write takes several: what the rules look up is complete in the kernel before
 * them, and goes after them. So no packet is let in or lost, on any kernel; see {@link Generation}.
 *
 * @param text the script
 * @param otherwise what is in force if it fails
 */
record Script(String text, String otherwise) {
    private static final String BOOT_HEAD = """
            # The last guard that originwall put up, for the next boot. It is written anew whenever the guard changes. Where there is no
            # table inet originwall, it can be loaded by hand: nft -f FILE
            """;

    /** The boot script loads what stands above in a transaction of its own, under names that are free. */
    private static final String BOOT_RULES = "# rules\n";

    /** A script that was cut short may well load, and let everybody in or nobody. */
    private static final String BOOT_END = "# end\n";

    private static final Generation FIRST = new Generation(1);

    private static final String OLD_STATE = "the old state is still in force";
    private static final String UNCHANGED = "nothing was changed, " + OLD_STATE;
    private static final String TWICE = "as table " + SWAP_TABLE;

    /** Makes the table what is wanted, for a first install, an update and a repair. Counters that are there go on. */
    static List<Script> update(GuardState wanted, HostState now) {
        Generation next = Generation.free(now.sets());
        List<Script> scripts = new ArrayList<>();
        scripts.add(new Script(sets(TABLE, wanted, next, Map.of()), UNCHANGED));
        scripts.add(new Script(
                rules(TABLE, wanted, next), OLD_STATE + ", and the next sync removes the sets of the new one"));
        Set<String> old = now.oldSets();
        if (!old.isEmpty() || now.hasSwapTable()) {
            scripts.add(new Script(
                    tidy(old, now.hasSwapTable()),
                    "the new state is in force, and the next sync removes what the old one left"));
        }
        return scripts;
    }

    /** Takes out what a write that was cut short left behind; the guard in force stays as it is. */
    static Script tidy(HostState now) {
        return new Script(tidy(now.leftovers(), now.hasSwapTable()), "the guard is in force as before");
    }

    /**
     * For what the kernel cannot change in place, such as a hook: a second table stands guard while the first is made anew.
     *
     * @param now a second table that guards already may be the only right guard, so it is brought up to date and never taken out
     */
    static List<Script> replace(GuardState wanted, HostState now) {
        Map<String, Long> counters = now.table().map(TableState::counters).orElse(Map.of());
        Generation ofSwap = now.nextOfSwapTable().orElse(FIRST);
        String unfit = now.nextOfSwapTable().isPresent() ? "" : drop(SWAP_TABLE);
        return List.of(
                new Script(unfit + sets(SWAP_TABLE, wanted, ofSwap, Map.of()), UNCHANGED),
                new Script(rules(SWAP_TABLE, wanted, ofSwap), OLD_STATE),
                new Script(
                        drop(TABLE) + sets(TABLE, wanted, FIRST, counters),
                        OLD_STATE + ", and the new one with it, " + TWICE),
                new Script(rules(TABLE, wanted, FIRST), "the new state is in force, " + TWICE),
                new Script(tidy(Set.of(), true), "the new state is in force, twice: " + TWICE + " too"));
    }

    /** Leaves nothing of ours. */
    static Script remove() {
        return new Script(drop(TABLE) + drop(SWAP_TABLE), UNCHANGED);
    }

    /** A file that may lie there for months. */
    static String boot(GuardState wanted) {
        return BOOT_HEAD + sets(TABLE, wanted, FIRST, Map.of()) + BOOT_RULES + rules(TABLE, wanted, FIRST) + BOOT_END;
    }

    /** Repeatable: deleting a table that is not there is an error, so it is added first. nft before 1.0.8 has no {@code destroy}. */
    private static String drop(String table) {
        return "add table inet " + table + "\ndelete table inet " + table + '\n';
    }

    private static String tidy(Set<String> sets, boolean swapTable) {
        StringBuilder text = new StringBuilder();
        if (!sets.isEmpty()) {
            text.append("add table inet ").append(TABLE).append('\n');
        }
        for (String set : sets) {
            // Repeatable, for the same reason.
            text.append(line("add set", TABLE, set, " { " + declaration(Generation.baseOf(set)) + " }"));
            text.append(line("delete set", TABLE, set, ""));
        }
        return text + (swapTable ? drop(SWAP_TABLE) : "");
    }

    /** All that rules look up, complete; fails where a set of that generation is there, for then it is not known what is in it. */
    private static String sets(String table, GuardState wanted, Generation generation, Map<String, Long> counters) {
        StringBuilder text = new StringBuilder(4096);
        text.append("add table inet ").append(table).append('\n');
        for (String counter : TableShape.COUNTERS) {
            String start = Optional.ofNullable(counters.get(counter))
                    .map(packets -> " { packets " + packets + " bytes 0 }")
                    .orElse("");
            text.append(line("add counter", table, counter, start));
        }
        TableShape.sets().forEach((set, declaration) -> {
            String name = generation.nameOf(set);
            text.append(line("create set", table, name, " { " + declaration + " }"));
            // Beside the declaration nft loads elements without reading everybody's sets first; beside create it
            // forgets them.
            text.append("add set inet ")
                    .append(table)
                    .append(' ')
                    .append(name)
                    .append(" { ")
                    .append(declaration);
            elements(text, set, wanted);
            text.append(" }\n");
        });
        return text.toString();
    }

    private static String declaration(String set) {
        return Optional.ofNullable(TableShape.sets().get(set)).orElseThrow();
    }

    /** The chains and their rules, in place of those that are there. */
    private static String rules(String table, GuardState wanted, Generation generation) {
        StringBuilder text = new StringBuilder(4096);
        text.append("add table inet ").append(table).append('\n');
        Map<String, List<String>> chains = TableShape.chains(wanted.shape());
        for (String chain : chains.keySet()) {
            String hook = chain.equals(TableShape.PREROUTING) ? " { " + TableShape.HOOK + " }" : "";
            text.append(line("add chain", table, chain, hook));
        }
        chains.keySet().forEach(chain -> text.append(line("flush chain", table, chain, "")));
        chains.forEach((chain, rules) ->
                rules.forEach(rule -> text.append(line("add rule", table, chain, " " + generation.named(rule)))));
        return text.toString();
    }

    private static String line(String verb, String table, String name, String rest) {
        return verb + " inet " + table + ' ' + name + rest + '\n';
    }

    private static void elements(StringBuilder text, String set, GuardState wanted) {
        int start = text.length();
        text.append(" elements = { ");
        int empty = text.length();
        if (set.startsWith("allow") || set.startsWith("dst")) {
            for (AddressRange range : addresses(set, wanted).ranges()) {
                AddressWriter.append(text, range);
                text.append(", ");
            }
        } else {
            otherElements(set, wanted).forEach(element -> text.append(element).append(", "));
        }
        if (text.length() == empty) {
            text.setLength(start);
        } else {
            text.setLength(text.length() - 2);
            text.append(" };");
        }
    }

    static AddressSet addresses(String set, GuardState wanted) {
        return (set.startsWith("allow") ? wanted.allow() : wanted.destinations())
                .of(set.endsWith("4") ? Family.IPV4 : Family.IPV6);
    }

    /** Everything but addresses: few, and each has its own form. */
    static List<String> otherElements(String set, GuardState wanted) {
        return switch (set) {
            case "tcp_ports" -> PortText.texts(wanted.tcp());
            case "udp_ports" -> PortText.texts(wanted.udp());
            default -> {
                // Whose incoming packets are nobody's visit from outside.
                TreeSet<String> exempted = new TreeSet<>(wanted.shape().bridges());
                exempted.add(GuardShape.LOOPBACK);
                yield exempted.stream().map(name -> '"' + name + '"').toList();
            }
        };
    }
}
