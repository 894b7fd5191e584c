package io.originwall.aws.ec2.rules;

import io.originwall.net.Family;
import java.util.List;
import java.util.Map;

/**
 * How many rules of a group's quota are taken. AWS counts the families apart; a reference to a group counts in both, one to a prefix list
 * as many as the list may hold entries, in the list's family
 * (<a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC quotas</a>).
 */
public record RuleCount(int ipv4, int ipv6) {
    /**
     * What these rules take.
     *
     * @param lists what a reference to each prefix list takes
     */
    public static RuleCount of(List<IngressRule> rules, Map<String, RuleCount> lists) {
        return rules.stream().map(rule -> of(rule.rule().source(), lists)).reduce(new RuleCount(0, 0), RuleCount::plus);
    }

    private static RuleCount of(Source source, Map<String, RuleCount> lists) {
        if (source instanceof Source.Block block) {
            return of(block.cidr().family(), 1);
        }
        if (source instanceof Source.Unreadable unreadable) {
            return of(unreadable.text().contains(":") ? Family.IPV6 : Family.IPV4, 1);
        }
        RuleCount one = new RuleCount(1, 1);
        return source instanceof Source.PrefixList list ? lists.getOrDefault(list.id(), one) : one;
    }

    public static RuleCount of(Family family, int count) {
        return family == Family.IPV4 ? new RuleCount(count, 0) : new RuleCount(0, count);
    }

    public int of(Family family) {
        return family == Family.IPV4 ? ipv4 : ipv6;
    }

    public RuleCount plus(RuleCount other) {
        return new RuleCount(ipv4 + other.ipv4, ipv6 + other.ipv6);
    }

    public RuleCount minus(RuleCount other) {
        return new RuleCount(ipv4 - other.ipv4, ipv6 - other.ipv6);
    }

    /** The greater of the two. */
    public int most() {
        return Math.max(ipv4, ipv6);
    }
}
