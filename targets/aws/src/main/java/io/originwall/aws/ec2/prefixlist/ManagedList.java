package io.originwall.aws.ec2.prefixlist;

import io.originwall.aws.ec2.rules.RuleCount;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.Map;
import java.util.Optional;

/**
 * A prefix list as it was read.
 *
 * @param size how many entries it may hold; a reference to it takes as many rules of a group's quota
 * @param version which a change has to name
 * @param made by us, as its tag says; others are used, but never deleted
 * @param failure why its last change failed, whoever made it; that stays until another is made
 * @param entries with their descriptions
 */
public record ManagedList(
        String id,
        String name,
        Family family,
        int size,
        long version,
        boolean made,
        Optional<String> failure,
        Map<Cidr, String> entries) {
    public ManagedList {
        entries = Map.copyOf(entries);
    }

    public AddressSet addresses() {
        return AddressSet.ofBlocks(entries.keySet());
    }

    /** What a reference to it takes of a group's quota. */
    public RuleCount weight() {
        return RuleCount.of(family, size);
    }

    @Override
    public String toString() {
        return "prefix list " + name + " (" + id + ")";
    }
}
