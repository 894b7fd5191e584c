package io.originwall.aws.ec2;

import io.originwall.api.Target;
import io.originwall.net.Address;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** The same contract, kept by prefix lists that the group refers to. */
class PrefixListContractTest extends Ec2ContractTest {
    @Override
    protected Ec2Targets.Settings settings() {
        return super.settings().via(Via.PREFIX_LIST);
    }

    /** The group's rules and all lists but AWS's own, by name: a list that comes back has another id. */
    @Override
    public String wholePlace() {
        String text = super.wholePlace();
        for (Map.Entry<String, String> list : names().entrySet()) {
            text = text.replace(list.getKey(), list.getValue());
        }
        String lists = names().entrySet().stream()
                .map(list -> list.getValue()
                        + entries(list.getKey()).stream().sorted().toList())
                .sorted()
                .collect(Collectors.joining("\n"));
        // A list that was made anew has another id, and so another place among the rules.
        return text.lines().sorted().collect(Collectors.joining("\n")) + "\n" + lists;
    }

    private static Map<String, String> names() {
        return LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists().stream()
                .filter(list -> !"AWS".equals(list.ownerId()))
                .collect(Collectors.toMap(ManagedPrefixList::prefixListId, ManagedPrefixList::prefixListName));
    }

    private static List<String> entries(String list) {
        return LAB.aws().getManagedPrefixListEntries(request -> request.prefixListId(list)).entries().stream()
                .map(PrefixListEntry::cidr)
                .toList();
    }

    @Override
    public String foreignThings() {
        return super.wholePlace()
                .lines()
                .filter(rule -> !rule.endsWith(" \"originwall web\""))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void drift() {
        SecurityGroupRule ours = LAB.rules(group()).stream()
                .filter(rule -> "originwall web".equals(rule.description()))
                .findFirst()
                .orElseThrow();
        LAB.aws()
                .revokeSecurityGroupIngress(
                        request -> request.groupId(group()).securityGroupRuleIds(ours.securityGroupRuleId()));
        Ec2Targets.plant(LAB, group(), "originwall web", "tcp", 443, 443, "198.51.100.0/24");
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        Stream<String> lists = LAB.rules(group()).stream()
                .filter(rule -> rule.prefixListId() != null
                        && rule.ipProtocol().equals(to.protocol().toString())
                        && rule.fromPort() <= to.number()
                        && to.number() <= rule.toPort())
                .flatMap(rule -> entries(rule.prefixListId()).stream());
        return super.letsIn(from, to)
                || lists.anyMatch(block -> Cidr.parse(block).contains(from));
    }

    @Override
    protected Target createTarget() throws Exception {
        Target target = super.createTarget();
        LAB.aws()
                .createManagedPrefixList(request -> request.prefixListName("somebody's")
                        .addressFamily("IPv4")
                        .maxEntries(5));
        return target;
    }
}
