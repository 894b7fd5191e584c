package io.originwall.agent.ranges;

import io.originwall.agent.config.Percent;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.ranges.ValidationResult.Reason;
import io.originwall.agent.ranges.ValidationResult.Refused;
import io.originwall.agent.ranges.ValidationResult.Trusted;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.text.ShortList;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a well-formed list is believed. Pure, and linear in the length of the list but for one sort. Growth and shrinking are
 * counted in addresses, each family against the last good list, and gross: a list that swaps one half of the space for another neither
 * grows nor shrinks on balance, and is refused all the same.
 */
final class RangesValidator {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    /** A /20. */
    private static final BigInteger IPV6_AT_TWO_PERCENT = BigInteger.ONE.shiftLeft(128 - 20);

    private final TrustConfig config;

    RangesValidator(TrustConfig config) {
        this.config = config;
    }

    /**
     * @param lastGood the last list of the same source that was trusted, or what stands for it; without one there is no budget to keep to
     */
    ValidationResult judge(PublishedRanges list, Optional<PublishedRanges> lastGood, Acceptance acceptance) {
        AddressSet addresses = list.addresses();
        List<Reason> reasons = new ArrayList<>();
        if (list.blocks().isEmpty()) {
            reasons.add(new Reason(Rejection.EMPTY, "the list is empty"));
        }
        for (Family family : Family.values()) {
            judgeBreadth(list, family, reasons);
        }
        judgePurpose(list, addresses, reasons);
        for (Family family : Family.values()) {
            judgeShare(family, addresses.of(family), reasons);
        }
        if (acceptance.isByRules() && lastGood.isPresent()) {
            AddressSet before = lastGood.get().addresses();
            for (Family family : Family.values()) {
                judgeChange(family, before.of(family), addresses.of(family), reasons);
            }
        }
        return reasons.isEmpty() ? new Trusted() : new Refused(List.copyOf(reasons));
    }

    private void judgeBreadth(PublishedRanges list, Family family, List<Reason> reasons) {
        int shortest = family == Family.IPV4
                ? config.shortestPrefix().ipv4()
                : config.shortestPrefix().ipv6();
        List<Cidr> broad = list.blocks().stream()
                .filter(block -> block.family() == family && block.prefix() < shortest)
                .toList();
        if (!broad.isEmpty()) {
            reasons.add(new Reason(
                    Rejection.TOO_BROAD,
                    ShortList.of(broad) + ": broader than /" + shortest + ", the shortest prefix trusted for "
                            + family));
        }
    }

    private void judgeShare(Family family, AddressSet addresses, List<Reason> reasons) {
        BigInteger most = most(family);
        if (addresses.size().compareTo(most) > 0) {
            reasons.add(new Reason(
                    Rejection.TOO_LARGE,
                    family + " has " + times(addresses.size(), most) + " times the addresses that trust.max-share ("
                            + config.maxShare() + ") allows to any list"));
        }
    }

    private BigInteger most(Family family) {
        BigInteger share = BigInteger.valueOf(config.maxShare().value());
        return family == Family.IPV4
                ? SpecialPurpose.PUBLIC_IPV4.multiply(share).divide(HUNDRED)
                : IPV6_AT_TWO_PERCENT.multiply(share).shiftRight(1);
    }

    /** With one decimal, rounded up: what is too much must not read as the whole that would be allowed. */
    private static String times(BigInteger size, BigInteger most) {
        BigInteger[] tenths = size.multiply(BigInteger.TEN).divideAndRemainder(most);
        BigInteger rounded = tenths[0].add(BigInteger.valueOf(tenths[1].signum()));
        return rounded.divide(BigInteger.TEN) + "." + rounded.mod(BigInteger.TEN);
    }

    private static void judgePurpose(PublishedRanges list, AddressSet addresses, List<Reason> reasons) {
        if (!addresses.intersect(SpecialPurpose.all()).isEmpty()) {
            List<String> special = list.blocks().stream()
                    .flatMap(block -> SpecialPurpose.objection(block).stream())
                    .toList();
            reasons.add(new Reason(Rejection.SPECIAL_PURPOSE, ShortList.of(special) + ": never a CDN's"));
        }
    }

    private void judgeChange(Family family, AddressSet before, AddressSet now, List<Reason> reasons) {
        if (now.isEmpty() && !before.isEmpty()) {
            reasons.add(new Reason(Rejection.FAMILY_GONE, family + " vanished from the list"));
            return;
        }
        AddressSet gone = before.minus(now);
        if (exceeds(gone, before, config.maxShrink())) {
            reasons.add(new Reason(
                    Rejection.SHRINKS,
                    family + " loses " + share(gone, before) + " of its addresses (max-shrink is " + config.maxShrink()
                            + "): " + ShortList.of(gone.blocks()) + " gone"));
        }
        AddressSet added = now.minus(before);
        if (exceeds(added, before, config.maxGrowth())) {
            reasons.add(new Reason(
                    Rejection.GROWS,
                    family + " grows by " + share(added, before) + " (max-growth is " + config.maxGrowth() + "): "
                            + ShortList.of(added.blocks()) + " new"));
        }
    }

    private static boolean exceeds(AddressSet change, AddressSet before, Percent budget) {
        return change.size().multiply(HUNDRED).compareTo(before.size().multiply(BigInteger.valueOf(budget.value())))
                > 0;
    }

    private static String share(AddressSet change, AddressSet before) {
        if (before.isEmpty()) {
            return "everything";
        }
        // Rounded up: 30.1% must not read as the 30% that would be allowed.
        BigInteger[] parts = change.size().multiply(HUNDRED).divideAndRemainder(before.size());
        return parts[0].add(parts[1].signum() == 0 ? BigInteger.ZERO : BigInteger.ONE) + "%";
    }
}
