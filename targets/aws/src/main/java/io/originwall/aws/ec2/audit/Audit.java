package io.originwall.aws.ec2.audit;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.text.ShortList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Judges what is around the groups of a target; pure. */
public final class Audit {
    /** Nobody comes from these over the Internet. */
    private static final AddressSet PRIVATE = AddressSet.ofBlocks(Stream.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                    "fc00::/7",
                    "fe80::/10")
            .map(Cidr::parse)
            .toList());

    /** Half of a family, twice, is everybody as well. */
    private static final int EVERYBODY = 1;

    private final Guard wanted;
    private final AuditContext around;
    private final List<Finding> findings = new ArrayList<>();

    private Audit(Guard wanted, AuditContext around) {
        this.wanted = wanted;
        this.around = around;
    }

    /** The ways around this guard. */
    public static List<Finding> of(Guard wanted, AuditContext around) {
        Audit audit = new Audit(wanted, around);
        around.guarded().forEach(audit::everybody);
        around.others().forEach(audit::other);
        audit.ipv6();
        around.routes().forEach(audit::route);
        return List.copyOf(audit.findings);
    }

    /**
     * Groups that were guarded and are found no more, such as for a tag that was taken off: they keep our rules, and nobody looks after those.
     *
     * @param mark of the target's rules
     * @param found the ids of the groups that the target looks after
     * @param all the groups at a place
     */
    public static List<Finding> leftBehind(String mark, Set<String> found, List<Group> all) {
        return all.stream()
                .filter(group -> !found.contains(group.id()))
                .filter(group -> group.ours().stream()
                        .anyMatch(rule -> rule.description().equals(mark)))
                .map(group -> new Finding(
                        "left-behind",
                        group.id() + " (" + group.name() + ") holds rules marked \"" + mark
                                + "\", but the config's tags do not match it: no sync keeps those up to date",
                        "tag it again or delete those rules, unless another host's target of that name looks after it"))
                .toList();
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    private boolean isGuarded(Rule rule) {
        return wanted.ports().stream().anyMatch(rule::overlaps);
    }

    private void everybody(Group group) {
        for (IngressRule rule : group.others()) {
            if (!isGuarded(rule.rule())) {
                continue;
            }
            unread(group, rule.rule().source());
            if (from(rule.rule()).blocks().stream().anyMatch(block -> block.prefix() <= EVERYBODY)) {
                add("open-to-everybody", group.id() + " lets everybody in: " + rule, remedy(rule.rule()));
            }
        }
    }

    private String remedy(Rule rule) {
        if (wanted.ports().stream().noneMatch(rule::isWithin)) {
            return "narrow that rule to ports that are not guarded";
        }
        return rule.source() instanceof Source.PrefixList list
                ? "remove that rule, or what is too wide from " + list
                : "remove that rule, or set exclusive: true";
    }

    private AddressSet from(Rule rule) {
        return around.lists().of(rule.source());
    }

    private void unread(Group group, Source source) {
        if (source instanceof Source.PrefixList list && around.unread().containsKey(list.id())) {
            add(
                    "list-unread",
                    "whom " + group.id() + " lets in by " + list + " is not known: "
                            + around.unread().get(list.id()),
                    "look at that list in the VPC console: it may let in more than the CDN");
        }
    }

    /** What one group of an interface lets in, no other can keep out. */
    private void other(Group group) {
        List<String> interfaces = around.interfaces().stream()
                .filter(one -> one.groups().contains(group.id()))
                .map(NetworkInterface::id)
                .toList();
        for (IngressRule rule : group.ingress()) {
            if (!isGuarded(rule.rule())) {
                continue;
            }
            unread(group, rule.rule().source());
            AddressSet more = from(rule.rule()).minus(wanted.allow().union(PRIVATE));
            if (!more.isEmpty()) {
                String which = rule.rule().source() instanceof Source.PrefixList ? " (" + list(more) + ")" : "";
                add(
                        "other-group-open",
                        group.id() + " is on " + ShortList.of(interfaces) + " as well, and lets in " + rule.rule()
                                + which,
                        "remove that rule, guard " + group.id() + " too, or take it off the interface");
            }
        }
    }

    private static String list(AddressSet addresses) {
        return ShortList.of(addresses.blocks().stream().map(Cidr::toString).toList());
    }

    private void ipv6() {
        for (NetworkInterface one : around.interfaces()) {
            boolean isPublic = one.ipv6().stream().anyMatch(address -> !PRIVATE.contains(address));
            boolean hasRule = Stream.concat(around.guarded().stream(), around.others().stream())
                    .filter(group -> one.groups().contains(group.id()))
                    .flatMap(group -> group.ingress().stream())
                    .map(IngressRule::rule)
                    .anyMatch(rule -> isGuarded(rule) && mayBeIpv6(rule.source()));
            if (isPublic && !hasRule && !wanted.isNone()) {
                add(
                        "ipv6-without-rule",
                        one.id() + " has the public address " + one.ipv6().get(0)
                                + " and no rule lets the CDN in over IPv6",
                        "set ranges.ipv6: true and run originwall sync, or let no AAAA record point to it");
            }
        }
    }

    private static boolean mayBeIpv6(Source source) {
        return source instanceof Source.PrefixList
                || (source instanceof Source.Block block && block.cidr().family() == Family.IPV6);
    }

    /** Answers to the CDN that a route sends elsewhere never arrive. */
    private void route(Route route) {
        if (route.destination().prefix() == 0 || route.leadsOut()) {
            return;
        }
        AddressSet caught = wanted.allow().intersect(addresses(route.destination()));
        for (Route better : around.routes()) {
            if (better.table().equals(route.table())
                    && better.leadsOut()
                    && better.destination().prefix() > route.destination().prefix()) {
                caught = caught.minus(addresses(better.destination()));
            }
        }
        if (!caught.isEmpty()) {
            add(
                    "route-elsewhere",
                    route.table() + " sends " + route.destination() + " to " + route.target()
                            + ", and with it the answers to "
                            + list(caught),
                    "make that route no wider than what is behind it, such as 172.16.0.0/12");
        }
    }

    private static AddressSet addresses(Cidr block) {
        return AddressSet.of(List.of(block.range()));
    }
}
