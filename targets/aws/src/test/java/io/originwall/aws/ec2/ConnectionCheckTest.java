package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.Waits;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.OwnershipTag;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.aws.ec2.rules.WantedRules;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionCheckTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private static Verdict check(Guard wanted, String from, String to) {
        Group group = new Group(
                "sg-1",
                "web",
                "vpc-1",
                Stream.of("443/tcp 103.21.244.0/22", "22/tcp 192.0.2.0/24")
                        .map(text -> text.split(" ", 2))
                        .map(rule -> new IngressRule(
                                Rule.of(PortRange.parse(rule[0]), Source.ofCidr(rule[1])), "by the Lambda"))
                        .toList());
        WantedRules rules = WantedRules.of(wanted, OwnershipTag.of("web"), false);
        return ConnectionCheck.of(
                List.of(group), SourceAddresses.withoutLists(), any -> rules, Address.parse(from), Port.parse(to));
    }

    @Test
    void aRuleOfSomebodyElsesThatServesAsOursGuards() {
        assertThat(check(GUARD, "103.21.244.9", "443"))
                .isEqualTo(new Verdict(
                        Outcome.ALLOWED, "103.21.244.0/22 on 443/tcp, somebody else's: by the Lambda (sg-1)"));
    }

    @Test
    void aRuleOfSomebodyElsesThatServesAsNothingDoesNot() {
        assertThat(check(GUARD, "192.0.2.9", "22").outcome()).isEqualTo(Outcome.NOT_GUARDED);
        assertThat(check(Guard.none(), "103.21.244.9", "443").outcome()).isEqualTo(Outcome.NOT_GUARDED);
    }

    /** The regions of a target that keeps only lists, with what each holds. */
    private static Verdict check(Map<String, String> regions, String from) {
        try (Ec2Clients clients = new Ec2Clients(Optional.of(URI.create("http://127.0.0.1:1")), Waits.DEFAULT)) {
            Map<RegionClients, List<ManagedList>> lists = new LinkedHashMap<>();
            regions.forEach((region, block) -> lists.put(
                    RegionClients.of(
                            new AccountRegion(Optional.of(region), Optional.empty(), Optional.empty()), clients),
                    List.of(new ManagedList(
                            "pl-1",
                            "web-ipv4",
                            Family.IPV4,
                            10,
                            1,
                            true,
                            Optional.empty(),
                            Map.of(Cidr.parse(block), "originwall")))));
            ListNames names = ListNames.of("web", Ec2Settings.defaults());
            return ConnectionCheck.of(new PrefixListState(names, lists, List.of()), Address.parse(from));
        }
    }

    @Test
    void whereOnlyListsAreKeptTheyDecideAndTheAnswerSaysSo() {
        Map<String, String> one = Map.of("eu-west-1", "103.21.244.0/22");

        assertThat(check(one, "103.21.244.9"))
                .isEqualTo(new Verdict(
                        Outcome.ALLOWED,
                        "103.21.244.0/22 of prefix list web-ipv4 (pl-1); only the lists are kept, what refers to them"
                                + " decides"));
        assertThat(check(one, "198.51.100.9"))
                .isEqualTo(new Verdict(
                        Outcome.DENIED,
                        "no prefix list holds it in eu-west-1; only the lists are kept, what refers to them decides"));
    }

    @Test
    void anAddressThatTheListsOfOneRegionLackIsDenied() {
        assertThat(check(Map.of("eu-west-1", "103.21.244.0/22", "us-east-1", "192.0.2.0/24"), "103.21.244.9"))
                .extracting(Verdict::outcome, Verdict::by)
                .containsExactly(
                        Outcome.DENIED,
                        "no prefix list holds it in us-east-1; only the lists are kept, what refers to them decides");
    }
}
