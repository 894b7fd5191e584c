package io.originwall.aws.ec2.rules;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A security group as it was read.
 *
 * @param id unique among all accounts and regions
 * @param vpc the VPC's id
 * @param ingress its inbound rules, everybody's
 */
public record Group(String id, String name, String vpc, List<IngressRule> ingress) {
    public Group {
        ingress = List.copyOf(ingress);
    }

    /** The rules that carry our mark. */
    public List<IngressRule> ours() {
        return ingress.stream().filter(IngressRule::isOurs).toList();
    }

    /** Everybody else's rules. */
    public List<IngressRule> others() {
        return ingress.stream().filter(rule -> !rule.isOurs()).toList();
    }

    /** The ids of the prefix lists that its rules refer to. */
    public Set<String> lists() {
        return ingress.stream()
                .map(rule -> rule.rule().source())
                .filter(Source.PrefixList.class::isInstance)
                .map(Source::toString)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of these rules the ones that are there, whoever wrote them. */
    public Set<Rule> present(Set<Rule> wanted) {
        return Stream.concat(ours().stream(), others().stream())
                .map(IngressRule::rule)
                .filter(wanted::contains)
                .collect(Collectors.toUnmodifiableSet());
    }
}
