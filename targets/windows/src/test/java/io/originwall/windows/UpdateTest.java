package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of ten thousand addresses before, after, and between any two writes of an update. */
class UpdateTest {
    private static final int ADDRESSES = 10_000;
    private static final List<Port> PORTS = Stream.of("80/tcp", "443/tcp", "443/udp", "8443/tcp")
            .map(Port::parse)
            .toList();

    private static final AddressSet LOOPBACK = Samples.blocks("127.0.0.0/8");
    /** No rule can name them. */
    private static final AddressSet UNNAMED = Samples.blocks("::/127");

    private final FakeFirewall firewall = new FakeFirewall();
    private final WindowsFirewallTarget target =
            new WindowsFirewallTarget("win", new WindowsFirewallSettings(false), firewall, firewall);

    @ParameterizedTest
    @CsvSource({"1,3", "2,30", "3,300", "4,2500"})
    void eachAddressIsTreatedAsBeforeAndThenOnceAndForAllAsWanted(int seed, int blocks) throws TargetException {
        Random random = new Random(seed);
        AddressSet old = Samples.randomBlocks(random, blocks);
        AddressSet stays = Samples.randomBlocks(random, blocks);
        AddressSet fresh = Samples.randomBlocks(random, blocks);
        Guard first = Samples.guard(old.union(stays), "80/tcp", "443/tcp", "443/udp");
        Guard second = Samples.guard(stays.union(fresh), "443/tcp", "443/udp", "8443/tcp");
        firewall.rules.add(FakeRule.allow("broad", "", "*"));
        List<Address> addresses = Samples.addresses(random, old.union(stays).union(fresh), ADDRESSES);

        move(Guard.none(), first, addresses);
        move(first, second, addresses);
        move(second, first, addresses);
        move(first, Guard.none(), addresses);
    }

    /** Watches the move from one guard to another, with the other allow rule open to all. */
    private void move(Guard from, Guard to, List<Address> addresses) throws TargetException {
        List<List<BitSet>> moments = new ArrayList<>();
        moments.add(verdicts(addresses));
        firewall.afterStep = () -> moments.add(verdicts(addresses));
        target.plan(to).apply();
        firewall.afterStep = () -> {};

        assertThat(moments.get(0)).as("before").isEqualTo(expected(from, addresses));
        assertThat(moments.get(moments.size() - 1)).as("after").isEqualTo(expected(to, addresses));
        for (int i = 1; i < moments.size(); i++) {
            for (int port = 0; port < PORTS.size(); port++) {
                BitSet flipped = copy(moments.get(i).get(port));
                flipped.xor(moments.get(i - 1).get(port));
                BitSet notWanted = copy(moments.get(i).get(port));
                notWanted.xor(moments.get(moments.size() - 1).get(port));
                flipped.and(notWanted);
                int wrong = flipped.nextSetBit(0);
                assertThat(wrong)
                        .as(() -> "%s is treated as neither guard has it on %s"
                                .formatted(wrong < 0 ? "nobody" : addresses.get(wrong), PORTS))
                        .isNegative();
            }
        }
    }

    private List<BitSet> verdicts(List<Address> addresses) {
        return bits(addresses, firewall::judge);
    }

    /** Everybody gets in where nothing is guarded, since of the foreign rules one lets in everybody by TCP. */
    private static List<BitSet> expected(Guard guard, List<Address> addresses) {
        return bits(addresses, (address, port) -> {
            boolean open = port.protocol() == Protocol.TCP;
            if (!guard.covers(port) || UNNAMED.contains(address)) {
                return open;
            }
            return guard.allow().contains(address) || (LOOPBACK.contains(address) && open);
        });
    }

    private interface Judge {
        boolean letsIn(Address from, Port to);
    }

    private static List<BitSet> bits(List<Address> addresses, Judge judge) {
        return PORTS.stream()
                .map(port -> {
                    BitSet letIn = new BitSet(addresses.size());
                    for (int i = 0; i < addresses.size(); i++) {
                        letIn.set(i, judge.letsIn(addresses.get(i), port));
                    }
                    return letIn;
                })
                .toList();
    }

    private static BitSet copy(BitSet bits) {
        return (BitSet) bits.clone();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13})
    void nobodyIsLetInMeanwhileByARepairAndNobodyShutOut(int seed) throws TargetException {
        Random random = new Random(seed);
        Guard guard = Samples.guard(Samples.randomBlocks(random, 1500), "80/tcp", "443/udp");
        List<Address> addresses = Samples.addresses(random, guard.allow(), ADDRESSES);
        target.plan(guard).apply();
        firewall.rules.add(FakeRule.allow("broad", "", "*"));
        for (FakeRule rule : List.copyOf(firewall.ours())) {
            switch (random.nextInt(5)) {
                case 0 -> rule.enabled = false;
                case 1 -> rule.action = 1 - rule.action;
                case 2 -> rule.profiles = 1;
                case 3 -> firewall.rules.remove(rule);
                default -> rule.putRemoteAddresses("LocalSubnet");
            }
        }
        firewall.rules.add(FakeRule.block("extra", "Originwall", "443", "103.21.244.0/22"));

        List<BitSet> drifted = verdicts(addresses);
        List<List<BitSet>> moments = new ArrayList<>();
        firewall.afterStep = () -> moments.add(verdicts(addresses));
        target.plan(guard).apply();

        List<BitSet> wanted = moments.get(moments.size() - 1);
        assertThat(wanted).isEqualTo(expected(guard, addresses)).isNotEqualTo(drifted);
        BitSet right = copy(drifted.get(0));
        right.xor(wanted.get(0));
        for (List<BitSet> moment : moments) {
            BitSet wrong = copy(moment.get(0));
            wrong.xor(wanted.get(0));
            // Wrong may be only what the drift made wrong.
            wrong.andNot(right);
            assertThat(wrong.isEmpty()).isTrue();
        }
    }

    @Test
    void aLongListIsSplitAndAnotherRangeRewritesNoMoreThanItMust() throws TargetException {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            blocks.add("10." + i / 128 + '.' + i % 128 * 2 + ".0/24");
        }
        AddressSet allow = Samples.blocks(blocks.toArray(String[]::new));
        target.plan(Samples.guard(allow, "443/tcp")).apply();
        List<String> before = firewall.ours().stream().map(rule -> rule.name).toList();
        assertThat(before).hasSize(6).doesNotHaveDuplicates();

        target.plan(Samples.guard(allow.union(Samples.blocks("203.0.113.0/24")), "443/tcp"))
                .apply();

        // The first two allow rules and the first two block rules are as they were.
        assertThat(firewall.ours())
                .hasSize(6)
                .extracting(rule -> rule.name)
                .containsAll(
                        before.stream().filter(name -> !name.contains(" 3 ")).toList());
    }

    @Test
    void hostsOfTheLocalSubnetAreLeftAloneWhereTheConfigSaysSo() throws TargetException {
        firewall.localSubnets = Samples.blocks("192.168.7.0/24", "fe80::/64");
        firewall.rules.add(FakeRule.allow("broad", "", "*"));
        Guard guard = Samples.guard(Samples.blocks("103.21.244.0/22"), "443/tcp");
        Address neighbour = Address.parse("192.168.7.9");
        Port port = Port.parse("443/tcp");

        target.plan(guard).apply();
        assertThat(firewall.judge(neighbour, port)).isFalse();

        WindowsFirewallTarget open =
                new WindowsFirewallTarget("win", new WindowsFirewallSettings(true), firewall, firewall);
        open.plan(guard).apply();
        assertThat(firewall.judge(neighbour, port)).isTrue();
        assertThat(firewall.judge(Address.parse("192.168.8.9"), port)).isFalse();
        assertThat(open.enforced().guard()).isEqualTo(guard);

        firewall.localSubnets = Samples.blocks("192.168.8.0/24");
        assertThat(open.plan(guard).changes()).isNotEmpty();
        open.plan(guard).apply();
        assertThat(firewall.judge(neighbour, port)).isFalse();
    }

    @Test
    void everyPortOfARangeIsGuarded() throws TargetException {
        firewall.rules.add(FakeRule.allow("broad", "", "*"));

        target.plan(Samples.guard(Samples.GUARD.allow(), "8000-8010/tcp", "9000/tcp"))
                .apply();

        Address stranger = Address.parse("198.51.100.10");
        assertThat(Stream.of(7999, 8000, 8005, 8010, 8011, 9000)
                        .map(number -> firewall.judge(stranger, Port.parse(number + "/tcp"))))
                .containsExactly(true, false, false, false, true, false);
        assertThat(target.enforced().guard().ports())
                .containsExactly(PortRange.parse("8000-8010/tcp"), PortRange.parse("9000/tcp"));
    }

    @Test
    void anAllowListOfEverybodyBlocksNobody() throws TargetException {
        Guard guard = Samples.guard(Samples.blocks("0.0.0.0/0", "::/0"), "443/tcp");

        target.plan(guard).apply();

        assertThat(target.plan(guard).changes()).isEmpty();
        assertThat(firewall.judge(Address.parse("198.51.100.10"), Port.parse("443/tcp")))
                .isTrue();
        assertThat(firewall.judge(Address.parse("2001:db8::1"), Port.parse("443/tcp")))
                .isTrue();
    }
}
