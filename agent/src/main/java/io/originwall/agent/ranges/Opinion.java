package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What the second opinion says. It never adds a range and never takes one away at once; it can only hold a removal up. */
sealed interface Opinion {
    /** The part of this, gone from the list and past its grace, that must stay all the same. */
    AddressSet holds(AddressSet overdue);

    /** Where it disagrees with the list, or why there is none: one line; empty where all is well. */
    Optional<String> problem(ListSource source, AddressSet listed);

    /** Nobody is asked. */
    record None() implements Opinion {
        @Override
        public AddressSet holds(AddressSet overdue) {
            return AddressSet.empty();
        }

        @Override
        public Optional<String> problem(ListSource source, AddressSet listed) {
            return Optional.empty();
        }
    }

    /** Somebody should be asked and cannot be. */
    record Missing(String why) implements Opinion {
        @Override
        public AddressSet holds(AddressSet overdue) {
            return overdue;
        }

        @Override
        public Optional<String> problem(ListSource source, AddressSet listed) {
            return Optional.of("no second opinion, so no range is removed: " + why);
        }
    }

    /**
     * Somebody's list.
     *
     * @param who the addresses of the list
     * @param partial it is known to leave networks out that the list itself holds
     */
    record Given(String who, AddressSet listed, boolean partial) implements Opinion {
        @Override
        public AddressSet holds(AddressSet overdue) {
            return overdue.intersect(listed);
        }

        @Override
        public Optional<String> problem(ListSource source, AddressSet list) {
            List<Cidr> onlyHere = new ArrayList<>();
            List<Cidr> onlyThere = new ArrayList<>();
            for (Family family : Family.values()) {
                // It may be about one family only, and has no opinion on the other.
                if (!listed.of(family).isEmpty()) {
                    onlyThere.addAll(listed.of(family).minus(list).blocks());
                    onlyHere.addAll(
                            partial ? List.of() : list.of(family).minus(listed).blocks());
                }
            }
            if (onlyHere.isEmpty() && onlyThere.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of("the second opinion differs: " + only(source.shown(), onlyHere)
                    + (onlyHere.isEmpty() || onlyThere.isEmpty() ? "" : "; ") + only(who, onlyThere));
        }

        private static String only(String who, Collection<Cidr> blocks) {
            return blocks.isEmpty() ? "" : "only " + who + " lists " + OneLine.list(List.copyOf(blocks));
        }
    }
}
