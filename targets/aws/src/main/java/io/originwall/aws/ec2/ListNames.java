package io.originwall.aws.ec2;

import io.originwall.api.TargetException;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.prefixlist.PrefixLists;
import io.originwall.net.Family;
import java.util.List;
import java.util.Locale;

/**
 * What the two prefix lists of a target are called.
 *
 * @param stem what the names have in common
 */
record ListNames(String stem) {
    static ListNames of(String target, Ec2Settings settings) {
        return new ListNames(settings.prefixList().orElse("originwall-" + target));
    }

    String of(Family family) {
        return stem + "-" + family.toString().toLowerCase(Locale.ROOT);
    }

    List<String> all() {
        return List.of(of(Family.IPV4), of(Family.IPV6));
    }

    /** The lists of these names at a place; AWS lets several have one name, and then none of them is meant. */
    List<ManagedList> read(PrefixLists lists) throws TargetException {
        List<ManagedList> found = lists.read(all());
        for (ManagedList list : found) {
            boolean twin = found.stream()
                            .filter(other -> other.name().equals(list.name()))
                            .count()
                    > 1;
            if (twin || !list.name().equals(of(list.family()))) {
                throw new TargetException("in " + lists.place() + " " + list + " is "
                        + (twin ? "not the only one of that name" : "of the wrong family, " + list.family())
                        + "; rename or delete it, or set another prefix-list");
            }
        }
        return found;
    }
}
