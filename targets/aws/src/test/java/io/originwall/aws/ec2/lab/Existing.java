package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** A rule as it is in the account, of either direction. */
record Existing(String id, Permission permission) {
    /** The rules of one group; none where there is no such group. */
    static List<Existing> read(Call call, String group, Layer.Next next) throws IOException {
        Answer answer = next.pass(call.instead(
                "DescribeSecurityGroupRules", List.of("Filter.1.Name", "group-id", "Filter.1.Value.1", group)));
        if (!answer.isSuccess()) {
            return List.of();
        }
        return Xml.items(Xml.parse(answer.body()), "securityGroupRuleSet").stream()
                .map(Existing::of)
                .toList();
    }

    private static Existing of(Element item) {
        Optional<String> list = Xml.text(item, "prefixListId");
        Optional<String> group = Xml.child(item, "referencedGroupInfo").flatMap(info -> Xml.text(info, "groupId"));
        Optional<String> ipv6 = Xml.text(item, "cidrIpv6");
        String source = Stream.of(Xml.text(item, "cidrIpv4"), ipv6, list, group)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
        return new Existing(
                Xml.text(item, "securityGroupRuleId").orElseThrow(),
                new Permission(
                        Xml.text(item, "isEgress").orElse("").equals("true"),
                        Permission.protocol(Xml.text(item, "ipProtocol").orElse("-1")),
                        Xml.text(item, "fromPort").orElse("-1"),
                        Xml.text(item, "toPort").orElse("-1"),
                        source,
                        Xml.text(item, "description").orElse("")));
    }
}
