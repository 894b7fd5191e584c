package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.text.ShortList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the cross-check says. It never adds a range and never takes one away at once: it can hold a removal up, and vouch for a
 * first list. */
sealed interface CrossCheckResult {
    /** The part of this, gone from the list and past its grace, that must stay all the same. */
    AddressSet holds(AddressSet overdue);

    /** Does it list the very same addresses? Who is not asked, or says nothing of a family, does not say so. */
    default boolean agreesWith(AddressSet list) {
        return false;
    }

    /** Where it disagrees with the list, or why there is none: one line; empty where all is well. */
    Optional<String> problem(ListSource source, AddressSet listed);

    /** Nobody is asked. */
    record None() implements CrossCheckResult {
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
    record Missing(String why) implements CrossCheckResult {
        @Override
        public AddressSet holds(AddressSet overdue) {
            return overdue;
        }

        @Override
        public Optional<String> problem(ListSource source, AddressSet listed) {
            return Optional.of("no cross-check, so no range is removed: " + why);
        }
    }

    /**
     * Somebody's list.
     *
     * @param who the addresses of the list
     * @param partial it is known to leave networks out that the list itself holds
     * @param silent the families that it should list and does not: saying nothing is not agreeing, so nothing of them is removed
     */
    record Given(String who, AddressSet listed, boolean partial, Set<Family> silent) implements CrossCheckResult {
        @Override
        public AddressSet holds(AddressSet overdue) {
            AddressSet held = overdue.intersect(listed);
            for (Family family : silent) {
                held = held.union(overdue.of(family));
            }
            return held;
        }

        @Override
        public boolean agreesWith(AddressSet list) {
            return silent.isEmpty()
                    && list.minus(listed).isEmpty()
                    && listed.minus(list).isEmpty();
        }

        @Override
        public Optional<String> problem(ListSource source, AddressSet list) {
            List<Cidr> onlyHere = new ArrayList<>();
            List<Cidr> onlyThere = new ArrayList<>();
            for (Family family : Family.values()) {
                // It may be about one family only, and does not differ on the other.
                if (!listed.of(family).isEmpty()) {
                    onlyThere.addAll(listed.of(family).minus(list).blocks());
                    onlyHere.addAll(
                            partial ? List.of() : list.of(family).minus(listed).blocks());
                }
            }
            List<String> problems = new ArrayList<>();
            silent.stream()
                    .sorted()
                    .map(family -> "the cross-check (" + who + ") lists no " + family + " at all, so no " + family
                            + " range is removed")
                    .forEach(problems::add);
            if (!onlyHere.isEmpty() || !onlyThere.isEmpty()) {
                problems.add("the cross-check differs: " + only(source.shown(), onlyHere)
                        + (onlyHere.isEmpty() || onlyThere.isEmpty() ? "" : "; ") + only(who, onlyThere));
            }
            return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
        }

        private static String only(String who, Collection<Cidr> blocks) {
            return blocks.isEmpty() ? "" : "only " + who + " lists " + ShortList.of(List.copyOf(blocks));
        }
    }
}
