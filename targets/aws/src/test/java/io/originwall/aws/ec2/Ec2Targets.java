package io.originwall.aws.ec2;

import io.originwall.api.Target;
import io.originwall.aws.client.Waits;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Targets over the lab, and what their groups hold, read past them. */
final class Ec2Targets {
    static final List<String> WRITES = List.of(
            "AuthorizeSecurityGroupIngress",
            "RevokeSecurityGroupIngress",
            "ModifySecurityGroupRules",
            "CreateManagedPrefixList",
            "ModifyManagedPrefixList",
            "DeleteManagedPrefixList");

    /** The lab is done with a change when it is asked the second time, so there is nothing to wait for. */
    static final Waits NO_PAUSE = new Waits(Waits.DEFAULT.attempt(), Waits.DEFAULT.call(), Duration.ZERO);

    private Ec2Targets() {}

    static Ec2Settings settings(Ec2Lab lab, String... groups) {
        return new Settings(lab.endpoint()).groups(groups).build();
    }

    /** The default settings with what a test says. */
    static final class Settings {
        private final URI endpoint;
        private List<String> regions = List.of(Ec2Lab.REGION);
        private List<String> groups = List.of();
        private Map<String, String> tags = Map.of();
        private List<Account> accounts = List.of();
        private boolean exclusive;
        private Via via = Via.RULES;
        private int maxRules = Ec2Settings.DEFAULT_QUOTA;
        private Waits waits = NO_PAUSE;

        Settings(URI endpoint) {
            this.endpoint = endpoint;
        }

        Settings regions(String... names) {
            regions = List.of(names);
            return this;
        }

        Settings groups(String... idsOrNames) {
            groups = List.of(idsOrNames);
            return this;
        }

        Settings tags(Map<String, String> all) {
            tags = all;
            return this;
        }

        Settings accounts(Account... all) {
            accounts = List.of(all);
            return this;
        }

        Settings exclusive() {
            exclusive = true;
            return this;
        }

        Settings via(Via how) {
            via = how;
            return this;
        }

        Settings maxRules(int quota) {
            maxRules = quota;
            return this;
        }

        /** For the answer to each attempt of a call, and for the call as a whole. */
        Settings waits(Duration attempt, Duration call) {
            waits = new Waits(attempt, call, NO_PAUSE.poll());
            return this;
        }

        Ec2Settings build() {
            return new Ec2Settings(
                    Optional.empty(),
                    regions,
                    groups,
                    tags,
                    Optional.empty(),
                    accounts,
                    Optional.of(endpoint),
                    exclusive,
                    via,
                    Optional.empty(),
                    maxRules);
        }

        Target target() throws Exception {
            return new Ec2Provider(waits).create("web", build());
        }
    }

    /** A rule that somebody writes by hand. */
    static void plant(Ec2Lab lab, String group, String description, String protocol, int from, int to, String source) {
        IngressRule rule = new IngressRule(new Rule(protocol, from, to, source(source)), description);
        IpPermission permission = io.originwall.aws.client.PermissionsForTests.write(rule);
        lab.aws()
                .authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(permission));
    }

    private static Source source(String text) {
        if (text.startsWith("sg-")) {
            return new Source.Members(text);
        }
        return text.startsWith("pl-") ? new Source.PrefixList(text) : Source.ofCidr(text);
    }

    /** The group's rules as text, one a line, sorted. */
    static String text(Ec2Lab lab, String group) {
        return lab.rules(group).stream().map(Ec2Targets::text).sorted().collect(Collectors.joining("\n"));
    }

    static String text(SecurityGroupRule rule) {
        String source = Optional.ofNullable(rule.cidrIpv4())
                .or(() -> Optional.ofNullable(rule.cidrIpv6()))
                .or(() -> Optional.ofNullable(rule.prefixListId()))
                .or(() -> Optional.ofNullable(rule.referencedGroupInfo()).map(info -> info.groupId()))
                .orElse("?");
        return rule.ipProtocol() + " " + rule.fromPort() + "-" + rule.toPort() + " " + source + " \""
                + Optional.ofNullable(rule.description()).orElse("") + "\"";
    }
}
