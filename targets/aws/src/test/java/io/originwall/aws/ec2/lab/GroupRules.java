package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a group may hold. AWS takes a call as a whole or not at all, and says InvalidPermission.Duplicate where a rule is there already,
 * whatever its description, also where a change would make it so; moto keeps the rules before the first duplicate, and takes such a change. The
 * quota (RulesPerSecurityGroupLimitExceeded) holds for each family and each direction by itself; a rule that refers to a group counts in both
 * families, and one that refers to a prefix list as many times as the list has room for entries.
 */
final class GroupRules implements Layer {
    static final int DEFAULT_QUOTA = 60;

    private final AtomicInteger quota = new AtomicInteger(DEFAULT_QUOTA);

    void quota(int rules) {
        quota.set(rules);
    }

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        Optional<String> group = call.parameter("GroupId");
        return switch (call.action()) {
            case "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress" -> authorize(call, group, next);
            case "ModifySecurityGroupRules" -> modify(call, group, next);
            case "GetServiceQuota" ->
                quota.get() == DEFAULT_QUOTA
                        ? next.pass(call)
                        : Answer.json("{\"Quota\":{\"ServiceCode\":\"vpc\",\"QuotaCode\":\"L-0EA8095F\",\"Value\":"
                                + quota.get() + ".0}}");
            default -> next.pass(call);
        };
    }

    private Answer authorize(Call call, Optional<String> group, Next next) throws IOException {
        List<Permission> after = new ArrayList<>();
        for (Existing rule : Existing.read(call, group.orElse(""), next)) {
            after.add(rule.permission());
        }
        List<Permission> before = List.copyOf(after);
        List<Permission> added = Permission.added(call);
        for (Permission permission : added) {
            if (before.stream().anyMatch(permission::isTwin)) {
                return duplicate(permission);
            }
        }
        after.addAll(added);
        return check(added, after, call, next);
    }

    private Answer modify(Call call, Optional<String> group, Next next) throws IOException {
        List<Existing> existing = Existing.read(call, group.orElse(""), next);
        List<Permission> changed = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= call.count("SecurityGroupRule"); i++) {
            String id = call.parameter("SecurityGroupRule." + i + ".SecurityGroupRuleId")
                    .orElse("");
            boolean egress = existing.stream()
                    .anyMatch(rule -> rule.id().equals(id) && rule.permission().egress());
            ids.add(id);
            changed.add(Permission.changed(call, egress, i));
        }
        List<Permission> after = new ArrayList<>();
        existing.stream().filter(rule -> !ids.contains(rule.id())).forEach(rule -> after.add(rule.permission()));
        for (Permission permission : changed) {
            if (after.stream().anyMatch(permission::isTwin)) {
                return duplicate(permission);
            }
        }
        after.addAll(changed);
        return check(changed, after, call, next);
    }

    private static Answer duplicate(Permission permission) {
        return Answer.refusal(
                "InvalidPermission.Duplicate",
                "the specified rule \"peer: " + permission.source() + ", " + permission.protocol() + ", from port: "
                        + permission.from() + ", to port: " + permission.to() + ", ALLOW\" already exists");
    }

    private Answer check(List<Permission> written, List<Permission> after, Call call, Next next) throws IOException {
        List<Permission> bare =
                written.stream().map(Permission::withoutDescription).toList();
        if (new HashSet<>(bare).size() < bare.size()) {
            return Answer.refusal("InvalidParameterValue", "The same permission must not appear multiple times");
        }
        for (boolean egress : new boolean[] {false, true}) {
            int ipv4 = 0;
            int ipv6 = 0;
            for (Permission permission : after) {
                if (permission.egress() != egress) {
                    continue;
                }
                String source = permission.source();
                boolean list = source.startsWith("pl-");
                int size = list ? PrefixLists.size(call, source, next) : 1;
                boolean both = source.startsWith("sg-");
                boolean colon = list ? PrefixLists.isIpv6(call, source, next) : source.contains(":");
                ipv4 += both || !colon ? size : 0;
                ipv6 += both || colon ? size : 0;
            }
            if (Math.max(ipv4, ipv6) > quota.get()) {
                return Answer.refusal(
                        "RulesPerSecurityGroupLimitExceeded",
                        "The maximum number of rules per security group has been reached.");
            }
        }
        return next.pass(call);
    }
}
