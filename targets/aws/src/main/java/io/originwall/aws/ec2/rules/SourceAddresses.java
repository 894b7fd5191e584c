package io.originwall.aws.ec2.rules;

import io.originwall.net.AddressSet;
import java.util.List;
import java.util.Map;

/**
 * Tells which addresses a rule's source stands for.
 *
 * @param lists the addresses of each prefix list that is known, by its id
 */
public record SourceAddresses(Map<String, AddressSet> lists) {
    public static SourceAddresses withoutLists() {
        return new SourceAddresses(Map.of());
    }

    /** None for a group's members, and for a list that is not known. */
    public AddressSet of(Source source) {
        if (source instanceof Source.Block block) {
            return AddressSet.of(List.of(block.cidr().range()));
        }
        return source instanceof Source.PrefixList list
                ? lists.getOrDefault(list.id(), AddressSet.empty())
                : AddressSet.empty();
    }
}
