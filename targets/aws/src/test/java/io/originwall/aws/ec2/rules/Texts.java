package io.originwall.aws.ec2.rules;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.Stream;

/** Short ways to write groups and guards. */
final class Texts {
    static final String MINE = "originwall web";

    private Texts() {}

    /** Ports, then blocks: {@code "443/tcp 80/tcp: 192.0.2.0/24"}. */
    static Guard guard(String text) {
        return new Guard(
                before(text).map(PortRange::parse).toList(),
                AddressSet.ofBlocks(after(text).map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** Rules of one description, all blocks on all ports. */
    static List<IngressRule> rules(String description, String text) {
        return before(text)
                .flatMap(ports -> after(text)
                        .map(block ->
                                new IngressRule(Rule.of(PortRange.parse(ports), Source.ofCidr(block)), description)))
                .toList();
    }

    private static Stream<String> before(String text) {
        return Stream.of(text.substring(0, text.indexOf(": ")).split(" ", -1));
    }

    private static Stream<String> after(String text) {
        return Stream.of(text.substring(text.indexOf(": ") + 2).split(" ", -1));
    }

    static Group group(List<IngressRule> rules) {
        return new Group("sg-1", "web", "vpc-1", rules);
    }

    static Group group(List<IngressRule> rules, List<IngressRule> more) {
        return group(Stream.concat(rules.stream(), more.stream()).toList());
    }

    static GroupPlan plan(Group group, Guard wanted) {
        return GroupPlan.of(group, WantedRules.of(wanted, MINE, false), SourceAddresses.withoutLists());
    }
}
