package io.originwall.aws.client;

import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Rules as EC2 writes them: one permission for each range of ports, with all of its sources. */
final class IpPermissions {
    private static final int NO_PORT = -1;

    private IpPermissions() {}

    static List<IngressRule> read(List<IpPermission> permissions) {
        List<IngressRule> rules = new ArrayList<>();
        for (IpPermission permission : permissions) {
            for (IpRange range : permission.ipRanges()) {
                rules.add(rule(permission, Source.ofCidr(range.cidrIp()), range.description()));
            }
            for (Ipv6Range range : permission.ipv6Ranges()) {
                rules.add(rule(permission, Source.ofCidr(range.cidrIpv6()), range.description()));
            }
            for (PrefixListId list : permission.prefixListIds()) {
                rules.add(rule(permission, new Source.PrefixList(list.prefixListId()), list.description()));
            }
            for (UserIdGroupPair group : permission.userIdGroupPairs()) {
                rules.add(rule(permission, new Source.Members(group.groupId()), group.description()));
            }
        }
        return rules;
    }

    private static IngressRule rule(IpPermission permission, Source source, @Nullable String description) {
        return new IngressRule(
                new Rule(permission.ipProtocol(), port(permission.fromPort()), port(permission.toPort()), source),
                Optional.ofNullable(description).orElse(""));
    }

    private static int port(@Nullable Integer port) {
        return Optional.ofNullable(port).orElse(NO_PORT);
    }

    /** A block of addresses on some ports; empty for a rule with another source. */
    static Optional<Rule> read(SecurityGroupRule rule) {
        return Optional.ofNullable(rule.cidrIpv4())
                .or(() -> Optional.ofNullable(rule.cidrIpv6()))
                .map(block ->
                        new Rule(rule.ipProtocol(), port(rule.fromPort()), port(rule.toPort()), Source.ofCidr(block)));
    }

    /** With the descriptions, as authorize wants them. */
    static List<IpPermission> write(List<IngressRule> rules) {
        return permissions(rules, true);
    }

    /** Without them, as revoke wants them: a rule is known by what it lets in. */
    static List<IpPermission> name(List<IngressRule> rules) {
        return permissions(rules, false);
    }

    private static List<IpPermission> permissions(List<IngressRule> rules, boolean described) {
        Map<List<Object>, List<IngressRule>> byPorts = new LinkedHashMap<>();
        for (IngressRule rule : rules) {
            byPorts.computeIfAbsent(
                            List.of(
                                    rule.rule().protocol(),
                                    rule.rule().fromPort(),
                                    rule.rule().toPort()),
                            any -> new ArrayList<>())
                    .add(rule);
        }
        return byPorts.values().stream()
                .map(sources -> permission(sources, described))
                .toList();
    }

    private static IpPermission permission(List<IngressRule> rules, boolean described) {
        Rule first = rules.get(0).rule();
        IpPermission.Builder permission = IpPermission.builder().ipProtocol(first.protocol());
        if (first.fromPort() != NO_PORT || first.toPort() != NO_PORT) {
            permission.fromPort(first.fromPort()).toPort(first.toPort());
        }
        List<IpRange> ipv4 = new ArrayList<>();
        List<Ipv6Range> ipv6 = new ArrayList<>();
        List<PrefixListId> lists = new ArrayList<>();
        List<UserIdGroupPair> groups = new ArrayList<>();
        for (IngressRule rule : rules) {
            Source source = rule.rule().source();
            String text = source.toString();
            String description = described && !rule.description().isEmpty() ? rule.description() : null;
            if (source instanceof Source.PrefixList) {
                lists.add(PrefixListId.builder()
                        .prefixListId(text)
                        .description(description)
                        .build());
            } else if (source instanceof Source.Members) {
                groups.add(UserIdGroupPair.builder()
                        .groupId(text)
                        .description(description)
                        .build());
            } else if (isIpv6(source)) {
                ipv6.add(Ipv6Range.builder()
                        .cidrIpv6(text)
                        .description(description)
                        .build());
            } else {
                ipv4.add(IpRange.builder().cidrIp(text).description(description).build());
            }
        }
        // An empty list is sent as an empty parameter, which EC2 refuses: what there is none of stays unset.
        if (!ipv4.isEmpty()) {
            permission.ipRanges(ipv4);
        }
        if (!ipv6.isEmpty()) {
            permission.ipv6Ranges(ipv6);
        }
        if (!lists.isEmpty()) {
            permission.prefixListIds(lists);
        }
        if (!groups.isEmpty()) {
            permission.userIdGroupPairs(groups);
        }
        return permission.build();
    }

    private static boolean isIpv6(Source source) {
        return source instanceof Source.Block block
                ? block.cidr().family() == Family.IPV6
                : source.toString().contains(":");
    }

    /** One rule, as modify wants it. */
    static SecurityGroupRuleRequest request(IngressRule rule) {
        Rule what = rule.rule();
        SecurityGroupRuleRequest.Builder request = SecurityGroupRuleRequest.builder()
                .ipProtocol(what.protocol())
                .fromPort(what.fromPort())
                .toPort(what.toPort())
                .description(rule.description());
        String text = what.source().toString();
        return (isIpv6(what.source()) ? request.cidrIpv6(text) : request.cidrIpv4(text)).build();
    }
}
