package io.originwall.linux.iptables;

import io.originwall.linux.addresses.AddressWriter;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressRange;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Writes scripts for {@code ipset restore}, which is no transaction. A set that rules look into is therefore never emptied: a second one is
 * filled beside it, and then the two are swapped, of which no packet sees a half. All swaps come last, after everything that could fail.
 */
final class SetScript {
    private static final String BOOT_HEAD = """
            # The last guard that originwall put up, for the next boot: its ipsets. To load it by hand:
            # ipset -exist restore -file FILE
            """;

    /** A script that was cut short may well load, and let everybody in or nobody. */
    static final String BOOT_END = "# end\n";

    /** Below this many blocks a second set costs nothing. Above, single changes are made in place: they cost as much as they are many. */
    private static final int LARGE = 2_000;

    private static final int MIN_BUCKETS = 64;
    /** A bucket of the kernel takes this many before it is split; half of that keeps the lookups short and the set small. */
    private static final int PER_BUCKET = 4;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final StringBuilder text = new StringBuilder(4096);

    private SetScript() {}

    /** Sets that are not there, filled. */
    static String create(Collection<IpSet> missing, GuardState wanted) {
        SetScript script = new SetScript();
        for (IpSet set : missing) {
            script.create(set, set.label(), wanted).fill(set, set.label(), wanted);
        }
        return script.toString();
    }

    /** Sets aside, filled, for rules to look into meanwhile; those that rules look into already are swapped, as any are. */
    static String aside(Collection<IpSet> sets, HostState state, GuardState wanted) {
        SetScript script = new SetScript();
        List<IpSet> swapped =
                sets.stream().filter(set -> state.looksInto(set.aside())).toList();
        for (IpSet set : sets) {
            script.anew(set, swapped.contains(set) ? set.next() : set.aside(), state.leftovers(), wanted);
        }
        swapped.forEach(set -> script.swap(set, set.aside()));
        return script.toString();
    }

    /** Sets that are there and hold something else. */
    static String update(Collection<IpSet> sets, HostState state, GuardState wanted) {
        SetScript script = new SetScript();
        List<IpSet> swapped =
                sets.stream().filter(set -> !script.inPlace(set, state, wanted)).toList();
        script.replace(swapped, state.leftovers(), wanted);
        return script.toString();
    }

    /** The same for a place of which nothing is known; to be loaded with {@code -exist}. */
    static String boot(GuardState wanted) {
        SetScript script = new SetScript();
        script.text.append(BOOT_HEAD);
        for (IpSet set : IpSet.values()) {
            script.create(set, set.label(), wanted).create(set, set.next(), wanted);
            script.text.append("flush ").append(set.next()).append('\n');
            script.fill(set, set.next(), wanted);
        }
        for (IpSet set : IpSet.values()) {
            script.swap(set, set.label());
        }
        return script.text.append(BOOT_END).toString();
    }

    static String destroy(Collection<String> names) {
        SetScript script = new SetScript();
        names.forEach(name -> script.text.append("destroy ").append(name).append('\n'));
        return script.toString();
    }

    private void replace(List<IpSet> sets, Set<String> leftovers, GuardState wanted) {
        sets.forEach(set -> anew(set, set.next(), leftovers, wanted));
        sets.forEach(set -> swap(set, set.label()));
    }

    private void anew(IpSet set, String name, Set<String> leftovers, GuardState wanted) {
        if (leftovers.contains(name)) {
            text.append("destroy ").append(name).append('\n');
        }
        create(set, name, wanted).fill(set, name, wanted);
    }

    private void swap(IpSet set, String old) {
        text.append("swap ").append(set.next()).append(' ').append(old).append('\n');
        text.append("destroy ").append(set.next()).append('\n');
    }

    /** Few changes to a long list. What is new comes first: at no time is an address missing that is in both lists. */
    private boolean inPlace(IpSet set, HostState state, GuardState wanted) {
        IpSetState there = state.sets().get(set);
        if (set.family().isEmpty()
                || there == null
                || there.blocks().size() < LARGE
                || !there.odd().isEmpty()
                || !there.declaration().equals(set.declaration())) {
            return false;
        }
        List<AddressRange> before = sorted(there);
        List<AddressRange> after = SetBlocks.of(set.addresses(wanted));
        List<AddressRange> added = SetBlocks.minus(after, before);
        List<AddressRange> removed = SetBlocks.minus(before, after);
        if (added.size() + removed.size() > after.size() / 4) {
            return false;
        }
        added.forEach(block -> block("add ", set.label(), block));
        removed.forEach(block -> block("del ", set.label(), block));
        if (state.leftovers().contains(set.next())) {
            text.append("destroy ").append(set.next()).append('\n');
        }
        return true;
    }

    /** Blocks that neither touch nor overlap are the ranges, which are in order. */
    private static List<AddressRange> sorted(IpSetState there) {
        List<AddressRange> ranges = there.addresses().ranges();
        return ranges.size() == there.blocks().size()
                ? ranges
                : there.blocks().stream()
                        .sorted(Comparator.comparing(AddressRange::first).thenComparing(AddressRange::last))
                        .toList();
    }

    private SetScript create(IpSet set, String name, GuardState wanted) {
        text.append("create ").append(name).append(' ').append(set.declaration());
        if (set.family().isPresent()) {
            text.append(" hashsize ")
                    .append(buckets(set.addresses(wanted).ranges().size()));
        }
        text.append('\n');
        return this;
    }

    /** A power of two. */
    static int buckets(int blocks) {
        return Math.max(MIN_BUCKETS, Integer.highestOneBit(Math.max(blocks / PER_BUCKET, 1)) * 2);
    }

    private void fill(IpSet set, String name, GuardState wanted) {
        if (set.family().isPresent()) {
            SetBlocks.of(set.addresses(wanted)).forEach(block -> block("add ", name, block));
        } else {
            wanted.ports(set.protocol().orElseThrow()).elements().forEach(element -> port(name, element));
        }
    }

    private void block(String verb, String name, AddressRange block) {
        text.append(verb).append(name).append(' ');
        AddressWriter.append(text, block);
        text.append('\n');
    }

    private void port(String name, PortElements.Element element) {
        PortRange ports = element.ports();
        text.append("add ").append(name).append(' ').append(ports.first());
        if (ports.last() > ports.first()) {
            text.append('-').append(ports.last());
        }
        element.remaining()
                .map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left)
                .ifPresent(left -> text.append(" timeout ").append(left.toSeconds()));
        text.append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
