package io.originwall.aws.client;

import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.InPlaceUpdate;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;

/**
 * The security groups of one place. Thread-safe.
 *
 * <p>Groups are read with DescribeSecurityGroups, which tells names, VPCs and rules of a thousand groups a page; a page of
 * DescribeSecurityGroupRules holds a thousand rules, which is hardly more than twenty guarded groups. That one is asked only for the ids of
 * rules to be rewritten.
 */
public final class SecurityGroups {
    private static final int PAGE = 1000;

    private final RegionCaller caller;

    public SecurityGroups(RegionCaller caller) {
        this.caller = caller;
    }

    public AccountRegion place() {
        return caller.place();
    }

    /** The groups that are selected and here, in no particular order; none is there twice. */
    public List<Group> read(GroupSelection selection) throws AwsException {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (List<Filter> filters : filters(selection)) {
            describe(filters).forEach(group -> groups.put(group.id(), group));
        }
        return List.copyOf(groups.values());
    }

    /** Every group here, whoever looks after it. */
    public List<Group> all() throws AwsException {
        return describe(List.of());
    }

    /** One group as it is now; empty where it is gone. */
    public Optional<Group> read(String id) throws AwsException {
        return read(GroupSelection.ofIds(List.of(id))).stream().findFirst();
    }

    private static List<List<Filter>> filters(GroupSelection selection) {
        List<List<Filter>> filters = new ArrayList<>();
        Filters.each("group-id", selection.ids()).forEach(ids -> filters.add(List.of(ids)));
        Filters.each("group-name", selection.names()).forEach(names -> filters.add(List.of(names)));
        if (!selection.tags().isEmpty()) {
            filters.add(selection.tags().entrySet().stream()
                    .map(tag -> Filters.of("tag:" + tag.getKey(), List.of(tag.getValue())))
                    .toList());
        }
        return filters;
    }

    private List<Group> describe(List<Filter> filters) throws AwsException {
        DescribeSecurityGroupsRequest request = DescribeSecurityGroupsRequest.builder()
                .filters(filters)
                .maxResults(PAGE)
                .build();
        return caller.call(
                "ec2:DescribeSecurityGroups",
                ec2 -> ec2.describeSecurityGroupsPaginator(request).securityGroups().stream()
                        .map(SecurityGroups::group)
                        .toList());
    }

    private static Group group(SecurityGroup group) {
        return new Group(
                group.groupId(),
                group.groupName(),
                Optional.ofNullable(group.vpcId()).orElse(""),
                IpPermissions.read(group.ipPermissions()));
    }

    /** Adds rules, all or none; does nothing for none. */
    public void authorize(Group group, List<IngressRule> rules) throws AwsException {
        if (rules.isEmpty()) {
            return;
        }
        caller.call(
                "ec2:AuthorizeSecurityGroupIngress on " + group.id(),
                ec2 -> ec2.authorizeSecurityGroupIngress(
                        request -> request.groupId(group.id()).ipPermissions(IpPermissions.write(rules))));
    }

    /** Removes rules; does nothing for none. Those that are gone already are no error. */
    public void revoke(Group group, List<IngressRule> rules) throws AwsException {
        if (rules.isEmpty()) {
            return;
        }
        caller.call(
                "ec2:RevokeSecurityGroupIngress on " + group.id(),
                ec2 -> ec2.revokeSecurityGroupIngress(
                        request -> request.groupId(group.id()).ipPermissions(IpPermissions.name(rules))));
    }

    /** Rewrites rules in place, all or none. */
    public void modify(Group group, List<InPlaceUpdate.Pair> pairs) throws AwsException {
        if (pairs.isEmpty()) {
            return;
        }
        Map<Rule, String> ids = ids(group);
        List<SecurityGroupRuleUpdate> updates = new ArrayList<>();
        for (InPlaceUpdate.Pair pair : pairs) {
            String id = ids.get(pair.from().rule());
            if (id == null) {
                throw new AwsException(
                        AwsException.Kind.CHANGED_MEANWHILE,
                        "ec2:ModifySecurityGroupRules on " + group.id() + " in " + place() + ": " + pair.from()
                                + " has gone meanwhile; run originwall sync again",
                        new IllegalStateException("no rule id"));
            }
            updates.add(SecurityGroupRuleUpdate.builder()
                    .securityGroupRuleId(id)
                    .securityGroupRule(IpPermissions.request(pair.to()))
                    .build());
        }
        caller.call(
                "ec2:ModifySecurityGroupRules on " + group.id(),
                ec2 -> ec2.modifySecurityGroupRules(
                        request -> request.groupId(group.id()).securityGroupRules(updates)));
    }

    private Map<Rule, String> ids(Group group) throws AwsException {
        DescribeSecurityGroupRulesRequest request = DescribeSecurityGroupRulesRequest.builder()
                .filters(Filters.of("group-id", List.of(group.id())))
                .maxResults(PAGE)
                .build();
        return caller.call("ec2:DescribeSecurityGroupRules", ec2 -> {
            Map<Rule, String> ids = new HashMap<>();
            for (SecurityGroupRule rule :
                    ec2.describeSecurityGroupRulesPaginator(request).securityGroupRules()) {
                if (!Boolean.TRUE.equals(rule.isEgress())) {
                    IpPermissions.read(rule).ifPresent(read -> ids.put(read, rule.securityGroupRuleId()));
                }
            }
            return ids;
        });
    }
}
