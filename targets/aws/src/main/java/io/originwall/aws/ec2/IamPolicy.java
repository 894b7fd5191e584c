package io.originwall.aws.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The least IAM policy for a target. Which actions take which resources and conditions is in the Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon EC2": actions that describe take neither an id nor a tag.
 */
record IamPolicy(List<Statement> statements) {
    /** What is allowed on which resources, under which conditions. */
    record Statement(String sid, List<String> actions, List<String> resources, Map<String, List<String>> equal) {}

    private static final String GROUPS = "ec2:DescribeSecurityGroups";
    /** Only to learn the ids of rules that are about to be rewritten. */
    private static final String RULES = "ec2:DescribeSecurityGroupRules";

    private static final String LISTS = "ec2:DescribeManagedPrefixLists";
    private static final String ENTRIES = "ec2:GetManagedPrefixListEntries";

    /**
     * For the audit, for a check of rules that refer to prefix lists, and where rules are added beside such, or more than the config grants.
     */
    private static final List<String> AROUND = List.of(
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeRouteTables",
            LISTS,
            ENTRIES,
            "servicequotas:GetServiceQuota");

    private static final String LIST = "prefix-list/*";

    private static final List<String> LIST_WRITES =
            List.of("ec2:CreateManagedPrefixList", "ec2:ModifyManagedPrefixList", "ec2:DeleteManagedPrefixList");

    private static final String MODIFY = "ec2:ModifySecurityGroupRules";
    private static final List<String> WRITES =
            List.of("ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", MODIFY);

    static IamPolicy of(Ec2Settings settings, PolicyTask task) {
        List<Statement> statements = new ArrayList<>();
        List<String> roles = roles(settings);
        if (!roles.isEmpty()) {
            statements.add(new Statement("AssumeRoles", List.of("sts:AssumeRole"), roles, Map.of()));
        }
        List<String> regions = regions(settings);
        Map<String, List<String>> there = regions.isEmpty() ? Map.of() : Map.of("aws:RequestedRegion", regions);
        switch (task) {
            case PLAN -> statements.add(new Statement("ReadGroups", reads(List.of()), List.of("*"), there));
            case SYNC -> sync(statements, settings, there);
            case CREATE_GROUP -> createGroup(statements, settings, there);
            case ROLLBACK -> rollback(statements, settings, there);
        }
        return new IamPolicy(List.copyOf(statements));
    }

    private static void sync(List<Statement> statements, Ec2Settings settings, Map<String, List<String>> there) {
        statements.add(new Statement("ReadGroups", reads(List.of(RULES)), List.of("*"), there));
        // Without groups a target keeps lists for others to refer to.
        if (!settings.groups().isEmpty() || !settings.tags().isEmpty()) {
            statements.add(new Statement("WriteGroups", WRITES, groups(settings), tagged(settings, there)));
            // Of the rules themselves, which carry no tags of their own.
            statements.add(
                    new Statement("WriteRules", List.of(MODIFY), arns(settings, "security-group-rule/*"), there));
        }
        if (settings.via() == Via.PREFIX_LIST) {
            List<String> lists = arns(settings, LIST);
            statements.add(new Statement("WriteLists", LIST_WRITES, lists, there));
            statements.add(tagging("TagLists", lists, "CreateManagedPrefixList", there));
        }
    }

    private static void createGroup(List<Statement> statements, Ec2Settings settings, Map<String, List<String>> there) {
        List<String> groups = arns(settings, "security-group/*");
        statements.add(new Statement("ReadGroups", List.of(GROUPS), List.of("*"), there));
        statements.add(new Statement(
                "CreateGroup",
                List.of("ec2:CreateSecurityGroup"),
                Stream.concat(groups.stream(), arns(settings, "vpc/*").stream()).toList(),
                there));
        statements.add(tagging("TagGroup", groups, "CreateSecurityGroup", there));
    }

    private static void rollback(List<Statement> statements, Ec2Settings settings, Map<String, List<String>> there) {
        statements.add(new Statement("ReadLists", List.of(LISTS, ENTRIES), List.of("*"), there));
        statements.add(new Statement(
                "RestoreLists", List.of("ec2:RestoreManagedPrefixListVersion"), arns(settings, LIST), there));
    }

    /** Tags at the creation of something, and at no other time. */
    private static Statement tagging(
            String sid, List<String> what, String creation, Map<String, List<String>> conditions) {
        Map<String, List<String>> atCreation = new TreeMap<>(conditions);
        atCreation.put("ec2:CreateAction", List.of(creation));
        return new Statement(sid, List.of("ec2:CreateTags"), what, atCreation);
    }

    private static List<String> reads(List<String> more) {
        List<String> reads = new ArrayList<>(List.of(GROUPS));
        reads.addAll(more);
        reads.addAll(AROUND);
        return List.copyOf(reads);
    }

    /** By id where each has one; IAM knows no names. */
    private static List<String> groups(Ec2Settings settings) {
        boolean ids = !settings.groups().isEmpty() && settings.groups().stream().allMatch(Ec2Settings::isGroupId);
        return (ids ? settings.groups() : List.of("*"))
                .stream()
                        .flatMap(group -> arns(settings, "security-group/" + group).stream())
                        .toList();
    }

    /** In the partitions of the regions; where the config names none, in that of its roles, or else in AWS's standard one. */
    private static List<String> arns(Ec2Settings settings, String what) {
        Stream<String> ofRegions = regions(settings).stream()
                .map(region -> PartitionMetadata.of(Region.of(region)).id());
        Stream<String> ofRoles = roles(settings).stream().map(arn -> arn.split(":", 3)[1]);
        Set<String> partitions = Stream.concat(ofRegions, ofRoles).collect(Collectors.toCollection(TreeSet::new));
        return (partitions.isEmpty() ? Set.of("aws") : partitions)
                .stream()
                        .map(partition -> "arn:" + partition + ":ec2:*:*:" + what)
                        .toList();
    }

    private static List<String> roles(Ec2Settings settings) {
        return Stream.concat(
                        settings.assumeRole().stream(),
                        settings.accounts().stream().flatMap(account -> account.assumeRole().stream()))
                .toList();
    }

    private static List<String> regions(Ec2Settings settings) {
        return Stream.concat(settings.region().stream(), settings.regions().stream())
                .toList();
    }

    private static Map<String, List<String>> tagged(Ec2Settings settings, Map<String, List<String>> there) {
        Map<String, List<String>> equal = new TreeMap<>(there);
        settings.tags().forEach((key, value) -> equal.put("aws:ResourceTag/" + key, List.of(literal(value))));
        return equal;
    }

    /** In a policy ${…} is a variable, but for ${$}, which is a dollar. */
    private static String literal(String value) {
        return value.replace("$", "${$}");
    }

    /** Every action that is allowed, sorted. */
    Set<String> actions() {
        return statements.stream()
                .flatMap(statement -> statement.actions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    String json() {
        return statements.stream()
                .map(IamPolicy::json)
                .collect(Collectors.joining(
                        ",\n", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n", "\n  ]\n}"));
    }

    private static String json(Statement statement) {
        Optional<String> condition = statement.equal().isEmpty()
                ? Optional.empty()
                : Optional.of(statement.equal().entrySet().stream()
                        .map(entry -> "          " + quoted(entry.getKey()) + ": " + list(entry.getValue()))
                        .collect(Collectors.joining(
                                ",\n",
                                "      \"Condition\": {\n        \"StringEquals\": {\n",
                                "\n        }\n      }")));
        return Stream.concat(
                        Stream.of(
                                "      \"Sid\": " + quoted(statement.sid()),
                                "      \"Effect\": \"Allow\"",
                                "      \"Action\": " + list(statement.actions()),
                                "      \"Resource\": " + list(statement.resources())),
                        condition.stream())
                .collect(Collectors.joining(",\n", "    {\n", "\n    }"));
    }

    private static String list(List<String> values) {
        return values.stream().map(IamPolicy::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
