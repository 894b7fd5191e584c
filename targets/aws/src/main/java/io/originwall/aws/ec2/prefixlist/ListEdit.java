package io.originwall.aws.ec2.prefixlist;

import io.originwall.aws.ec2.rules.OwnershipTag;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be done to a prefix list.
 *
 * @param list as it was read; empty where there is none
 * @param name what it is called, or is to be
 * @param wanted the blocks it is to hold of ours; none where it is to go
 * @param add blocks that are missing, in order
 * @param remove entries of ours that are too much, in order
 */
public record ListEdit(
        Optional<ManagedList> list, String name, Family family, Set<Cidr> wanted, List<Cidr> add, List<Cidr> remove) {
    /** The most entries that AWS changes in one request. */
    static final int MAX_CHANGES = 100;

    /** Room for ranges to come without a change of size, which every group that refers to the list has to have room for. */
    private static final int SPARE = 2;

    private static final int STEP = 5;

    /** No list holds more (<a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC quotas</a>). */
    public static final int MAX_ENTRIES = 1000;

    /** The difference between a list and what is wanted of it. Entries of somebody else's stay; those that are wanted serve. */
    public static ListEdit of(Optional<ManagedList> list, String name, Family family, Set<Cidr> wanted) {
        List<Cidr> add = new TreeSet<>(wanted)
                .stream()
                        .filter(block -> list.isEmpty() || !list.get().entries().containsKey(block))
                        .toList();
        List<Cidr> remove = list.stream()
                .flatMap(there -> there.entries().entrySet().stream())
                .filter(entry -> OwnershipTag.isOn(entry.getValue()) && !wanted.contains(entry.getKey()))
                .map(entry -> entry.getKey())
                .sorted()
                .toList();
        return new ListEdit(list, name, family, Set.copyOf(wanted), add, remove);
    }

    public boolean isEmpty() {
        return !deletes() && add.isEmpty() && remove.isEmpty();
    }

    /** Nothing is wanted of a list that we made. */
    public boolean deletes() {
        return wanted.isEmpty() && list.filter(ManagedList::made).isPresent();
    }

    public boolean creates() {
        return list.isEmpty() && !wanted.isEmpty();
    }

    /** The addresses in it afterwards. */
    public AddressSet after() {
        List<Cidr> blocks = new ArrayList<>(add);
        list.ifPresent(there -> there.entries().keySet().stream()
                .filter(block -> !remove.contains(block))
                .forEach(blocks::add));
        return AddressSet.ofBlocks(blocks);
    }

    /** How many entries it has to hold at once at the most. */
    private int entries() {
        int now = list.map(there -> there.entries().size()).orElse(0);
        boolean oneRequest = add.size() + remove.size() <= MAX_CHANGES;
        return now + add.size() - (oneRequest ? remove.size() : 0);
    }

    /** The size it needs: what it has where that will do, for a list never shrinks under the groups that refer to it. */
    public int size() {
        int needed = entries();
        int now = list.map(ManagedList::size).orElse(0);
        int roomy = Math.min((needed + SPARE + STEP - 1) / STEP * STEP, MAX_ENTRIES);
        return needed <= now ? now : Math.max(needed, roomy);
    }

    /** The changes, each small enough for one request; what comes before what goes. One at least, which may be of nothing. */
    List<Step> steps() {
        if (add.size() + remove.size() <= MAX_CHANGES) {
            return List.of(new Step(add, remove));
        }
        List<Step> steps = new ArrayList<>();
        for (int from = 0; from < add.size(); from += MAX_CHANGES) {
            steps.add(new Step(add.subList(from, Math.min(add.size(), from + MAX_CHANGES)), List.of()));
        }
        for (int from = 0; from < remove.size(); from += MAX_CHANGES) {
            steps.add(new Step(List.of(), remove.subList(from, Math.min(remove.size(), from + MAX_CHANGES))));
        }
        return steps;
    }

    /** One versioned change. */
    record Step(List<Cidr> add, List<Cidr> remove) {
        boolean isEmpty() {
            return add.isEmpty() && remove.isEmpty();
        }
    }
}
