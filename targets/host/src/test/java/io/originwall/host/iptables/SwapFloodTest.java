package io.originwall.host.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.host.lab.NetLab;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapFloodTest {
    private static final Guard GUARD = Samples.guard("443/udp");

    /** The kernel swaps only sets of one type and family, and destroys none that a rule looks into. */
    @Test
    void noneIsWhileASetOfAnotherTypeIsReplaced() throws Exception {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            Target target = place.target();
            target.plan(GUARD).apply();
            remake(place, "originwall-allow4", "hash:ip family inet");
            lab.run("ipset", "add", "originwall-allow4", NetLab.ALLOWED.toString());
            assertThat(target.plan(GUARD).changes()).isNotEmpty();

            SwapFlood flood =
                    SwapFlood.during(lab, 1, round -> target.plan(GUARD).apply());

            assertThat(target.plan(GUARD).changes()).isEmpty();
            assertThat(place.sets()).doesNotContain("-new");
            assertThat(flood.wronglyAccepted()).isZero();
            assertThat(flood.wronglyDropped()).isZero();
        }
    }

    @Test
    void aSetOfTheOtherFamilyIsReplaced() throws Exception {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            lab.run("ipset", "create", "originwall-allow4", "hash:net", "family", "inet6");

            place.target().plan(GUARD).apply();

            assertThat(place.target().plan(GUARD).changes()).isEmpty();
        }
    }

    /** An update that was killed in the middle of that. */
    @Test
    void rulesThatLookIntoSecondSetsAreSetRight() throws Exception {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            place.target().plan(GUARD).apply();
            remake(place, "originwall-allow4", "hash:ip family inet");
            IptablesTarget killed = place.target(new Faulty(
                    lab.runner(),
                    command -> command.argv().containsAll(List.of("ipset", "restore")) && looksAside(place)));
            assertThatThrownBy(() -> killed.plan(GUARD).apply()).isInstanceOf(TargetException.class);

            place.target().plan(GUARD).apply();

            assertThat(place.target().plan(GUARD).changes()).isEmpty();
            assertThat(place.whole()).doesNotContain("-new");
        }
    }

    private static boolean looksAside(Place place) {
        return place.rules("iptables-nft-save").contains("-new ");
    }

    /** With the rules in force as they were, as far as that goes. */
    private static void remake(Place place, String set, String type) {
        NetLab lab = place.lab();
        String ipv4 = lab.run("iptables-nft-save", "-t", "mangle");
        String ipv6 = lab.run("ip6tables-nft-save", "-t", "mangle");
        String sets = lab.run("ipset", "save");
        place.clear();
        lab.restoreSets(sets.replaceAll("(?m)^create " + set + " .*$", "create " + set + ' ' + type)
                .replaceAll("(?m)^add " + set + " .*\n", ""));
        lab.restore("iptables-nft-restore", ipv4);
        lab.restore("ip6tables-nft-restore", ipv6);
    }

    @Test
    void noPacketIsWronglyDroppedOrAcceptedWhileListsAreSwapped() throws Exception {
        SwapFlood flood = SwapFlood.run(30);

        assertThat(flood.allowed()).isGreaterThan(1_000);
        assertThat(flood.blocked()).isGreaterThan(1_000);
        assertThat(flood.wronglyDropped()).isZero();
        assertThat(flood.wronglyAccepted()).isZero();
    }
}
