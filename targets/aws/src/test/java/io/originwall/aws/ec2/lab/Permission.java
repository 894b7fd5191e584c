package io.originwall.aws.ec2.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One rule, without its id.
 *
 * @param source a block, or the id of a group or a prefix list
 */
record Permission(boolean egress, String protocol, String from, String to, String source, String description) {
    private static final List<String> SOURCES = List.of(
            "IpRanges:CidrIp",
            "Ipv6Ranges:CidrIpv6",
            "PrefixListIds:PrefixListId",
            "UserIdGroupPairs:GroupId",
            "Groups:GroupId");

    /** The rules that the call wants to add. */
    static List<Permission> added(Call call) {
        boolean egress = call.action().endsWith("Egress");
        List<Permission> permissions = new ArrayList<>();
        for (int i = 1; i <= call.count("IpPermissions"); i++) {
            String permission = "IpPermissions." + i;
            for (String kind : SOURCES) {
                String list = permission + "." + kind.substring(0, kind.indexOf(':'));
                for (int j = 1; j <= call.count(list); j++) {
                    String source = list + "." + j + "." + kind.substring(kind.indexOf(':') + 1);
                    permissions.add(read(
                            call,
                            egress,
                            permission,
                            call.parameter(source).orElse(""),
                            call.parameter(list + "." + j + ".Description")));
                }
            }
        }
        return permissions;
    }

    /** What the call wants the rule to become. */
    static Permission changed(Call call, boolean egress, int number) {
        String rule = "SecurityGroupRule." + number + ".SecurityGroupRule";
        String source = List.of("CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId").stream()
                .flatMap(kind -> call.parameter(rule + "." + kind).stream())
                .findFirst()
                .orElse("");
        return read(call, egress, rule, source, call.parameter(rule + ".Description"));
    }

    private static Permission read(
            Call call, boolean egress, String prefix, String source, Optional<String> description) {
        return new Permission(
                egress,
                protocol(call.parameter(prefix + ".IpProtocol").orElse("-1")),
                call.parameter(prefix + ".FromPort").orElse("-1"),
                call.parameter(prefix + ".ToPort").orElse("-1"),
                source,
                description.orElse(""));
    }

    static String protocol(String name) {
        return switch (name) {
            case "6" -> "tcp";
            case "17" -> "udp";
            default -> name;
        };
    }

    /** Is it the same rule to AWS? The description does not matter. */
    boolean isTwin(Permission other) {
        return withoutDescription().equals(other.withoutDescription());
    }

    Permission withoutDescription() {
        return new Permission(egress, protocol, from, to, source, "");
    }
}
