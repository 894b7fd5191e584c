package io.originwall.aws.ec2;

import io.originwall.api.Setting;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the config may say about a target of type {@code ec2-security-group}. */
public record Ec2Settings(
        @Setting("The AWS region. Without it AWS_REGION, the profile or the instance's own region tells.")
        Optional<String> region,

        @Setting("Several regions; each group is looked for in all of them. Not together with region.")
        List<String> regions,

        @Setting(
                "The security groups, by id (sg-…) or by name; a name means every group that has it. Not together with tags.")
        List<String> groups,

        @Setting("Every security group that carries all of these tags. Not together with groups.")
        Map<String, String> tags,

        @Setting("The ARN of a role to assume first. For several accounts use accounts.")
        Optional<String> assumeRole,

        @Setting("Several accounts; each group is looked for in all of them. Not together with assume-role.")
        List<Account> accounts,

        @Setting(
                "The endpoint of EC2, and of STS and Service Quotas too unless AWS_ENDPOINT_URL_STS or AWS_ENDPOINT_URL_SERVICE_QUOTAS names another."
                        + " Without it AWS_ENDPOINT_URL, or else AWS's own.")
        Optional<URI> endpoint,

        @Setting(
                "true also removes other people's CIDR rules on the guarded ports, but for those that are on the allow list.")
        boolean exclusive,

        @Setting("How the allow list gets into the groups: as rules, or as prefix lists that the rules refer to.")
        Via via,

        @Setting(
                "What the prefix lists are called, with -ipv4 and -ipv6 after it. Without it originwall- and the target's name.")
        Optional<String> prefixList,

        @Setting(
                value =
                        "How many inbound rules of each family a group may hold; where more are needed, Service Quotas is asked"
                                + " for the account's own quota.",
                min = 1,
                max = 1000)
        int maxRules) {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,8}(-[a-z]{2,12})+-\\d{1,2}");
    private static final Pattern GROUP_ID = Pattern.compile("sg-([0-9a-f]{8}|[0-9a-f]{17})");

    private static final Pattern LIST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    /** What AWS gives every account. */
    static final int DEFAULT_QUOTA = 60;

    public Ec2Settings {
        regions = List.copyOf(regions);
        groups = List.copyOf(groups);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        accounts = List.copyOf(accounts);
        refuse(region.isPresent() && !regions.isEmpty(), "region or regions, not both");
        refuse(assumeRole.isPresent() && !accounts.isEmpty(), "assume-role or accounts, not both");
        refuse(!groups.isEmpty() && !tags.isEmpty(), "groups or tags, not both");
        region.ifPresent(Ec2Settings::checkRegion);
        regions.forEach(Ec2Settings::checkRegion);
        assumeRole.ifPresent(role -> new Account(Optional.of(role), Optional.empty()));
        groups.forEach(Ec2Settings::checkGroup);
        endpoint.ifPresent(Ec2Settings::checkEndpoint);
        prefixList.ifPresent(Ec2Settings::checkListName);
        refuse(hasTwins(regions), "regions: one is there twice");
        refuse(hasTwins(groups), "groups: one is there twice");
        refuse(hasTwins(accounts), "accounts: one is there twice");
    }

    /** The settings where the config says nothing. */
    public static Ec2Settings defaults() {
        return new Ec2Settings(
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Via.RULES,
                Optional.empty(),
                DEFAULT_QUOTA);
    }

    static boolean isGroupId(String group) {
        return GROUP_ID.matcher(group).matches();
    }

    private static void checkRegion(String region) {
        refuse(!REGION.matcher(region).matches(), "region must be the name of an AWS region, such as eu-west-1");
    }

    private static void checkGroup(String group) {
        refuse(group.isBlank() || group.length() > 255, "groups: a name is 1–255 characters");
        // AWS gives no group such a name, so this can only be an id.
        refuse(
                group.startsWith("sg-") && !isGroupId(group),
                "groups: an id is sg- and 8 or 17 hexadecimal digits, in lower case");
    }

    private static void checkEndpoint(URI endpoint) {
        boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
        refuse(!web || endpoint.getHost() == null, "endpoint must be an http:// or https:// URL");
        refuse(endpoint.getRawUserInfo() != null, "endpoint must not hold a user");
    }

    private static void checkListName(String name) {
        refuse(!LIST_NAME.matcher(name).matches(), "prefix-list must be 1–200 letters, digits, \".\", \"_\" or \"-\"");
    }

    private static boolean hasTwins(List<?> values) {
        return values.stream().distinct().count() < values.size();
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException(why);
        }
    }
}
