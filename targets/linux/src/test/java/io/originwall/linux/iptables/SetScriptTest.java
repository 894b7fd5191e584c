package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetScriptTest {
    @Test
    void makesSetsThatAreMissingAndFillsThem() {
        assertThat(SetScript.create(List.of(IpSet.ALLOW4, IpSet.DST4, IpSet.DST6, IpSet.TCP), Samples.wanted()))
                .isEqualTo("""
                        create originwall-allow4 hash:net family inet maxelem 4194304 hashsize 64
                        add originwall-allow4 103.21.244.0/22
                        add originwall-allow4 104.16.0.0/13
                        add originwall-allow4 104.24.0.0/14
                        create originwall-dst4 hash:net family inet maxelem 4194304 hashsize 64
                        add originwall-dst4 203.0.113.80
                        create originwall-dst6 hash:net family inet6 maxelem 4194304 hashsize 64
                        create originwall-tcp bitmap:port range 0-65535 timeout 0
                        add originwall-tcp 80
                        add originwall-tcp 8000-8010
                        """);
    }

    @Test
    void swapsAfterAllThatCouldFail() {
        assertThat(SetScript.update(List.of(IpSet.ALLOW6, IpSet.UDP), Samples.sets(""), Samples.wanted()))
                .isEqualTo("""
                        create originwall-allow6-new hash:net family inet6 maxelem 4194304 hashsize 64
                        add originwall-allow6-new 2400:cb00::/32
                        create originwall-udp-new bitmap:port range 0-65535 timeout 0
                        add originwall-udp-new 443
                        swap originwall-allow6-new originwall-allow6
                        destroy originwall-allow6-new
                        swap originwall-udp-new originwall-udp
                        destroy originwall-udp-new
                        """);
    }

    @Test
    void takesALeftOverSetAwayBeforeItMakesItAgain() {
        HostState state = new HostState(Map.of(), Set.of("originwall-udp-new"), Map.of(), Map.of());

        assertThat(SetScript.update(List.of(IpSet.UDP), state, Samples.wanted()))
                .startsWith("destroy originwall-udp-new\ncreate originwall-udp-new bitmap:port");
    }

    /** An exchange that was cut short left both; rules look into one of them, and none is destroyed under a rule. */
    @Test
    void whatRulesLookIntoAsideIsSwapped() {
        RulesState rules = RulesState.parse("""
                *mangle
                :PREROUTING ACCEPT [0:0]
                [0:0] -A PREROUTING -p udp -m set --match-set originwall-udp-aside dst
                COMMIT
                """);
        HostState state = new HostState(
                Map.of(),
                Set.of("originwall-udp-aside", "originwall-allow6-aside"),
                Map.of(Family.IPV6, rules),
                Map.of());

        assertThat(SetScript.aside(List.of(IpSet.ALLOW6, IpSet.UDP), state, Samples.wanted()))
                .isEqualTo("""
                        destroy originwall-allow6-aside
                        create originwall-allow6-aside hash:net family inet6 maxelem 4194304 hashsize 64
                        add originwall-allow6-aside 2400:cb00::/32
                        create originwall-udp-new bitmap:port range 0-65535 timeout 0
                        add originwall-udp-new 443
                        swap originwall-udp-new originwall-udp-aside
                        destroy originwall-udp-new
                        """);
    }

    /** An ipset knows no /0, in either family. */
    @Test
    void writesEverythingAsTwoHalves() {
        assertThat(SetScript.create(
                        List.of(IpSet.ALLOW4, IpSet.ALLOW6), Samples.wanted(Samples.blocks("0.0.0.0/0", "::/0"))))
                .contains("add originwall-allow4 0.0.0.0/1\nadd originwall-allow4 128.0.0.0/1\n")
                .contains("add originwall-allow6 ::/1\nadd originwall-allow6 8000::/1\n");
    }

    @Test
    void aTimeoutIsNeverRoundedToForEver() {
        Guard trial = Samples.guard("80/tcp").onTrial(Duration.ofMillis(300));
        GuardState wanted = GuardState.of(trial, AddressSet.empty(), List.of(), PortElements::none);

        assertThat(SetScript.create(List.of(IpSet.TCP), wanted)).endsWith("add originwall-tcp 80 timeout 1\n");
    }

    @Test
    void changesALongListInPlaceAndAddsFirst() {
        HostState state = Samples.sets(saved(2_000));
        AddressSet other = many(2_000).minus(Samples.blocks("16.0.0.0/28")).union(Samples.blocks("9.9.9.0/24"));

        assertThat(SetScript.update(List.of(IpSet.ALLOW4), state, Samples.wanted(other)))
                .isEqualTo("add originwall-allow4 9.9.9.0/24\ndel originwall-allow4 16.0.0.0/28\n");
    }

    @Test
    void takesALeftOverSetAwayWhereALongListIsChangedInPlace() {
        HostState there = Samples.sets(saved(2_000));
        HostState state = new HostState(there.sets(), Set.of("originwall-allow4-new"), Map.of(), Map.of());

        assertThat(SetScript.update(
                        List.of(IpSet.ALLOW4), state, Samples.wanted(many(2_000).union(Samples.blocks("9.9.9.0/24")))))
                .isEqualTo("add originwall-allow4 9.9.9.0/24\ndestroy originwall-allow4-new\n");
    }

    @Test
    void aBlockThatIsCutDifferentlyIsReplacedBlockByBlock() {
        HostState state = Samples.sets(saved(2_000));
        AddressSet wider = many(2_000).union(Samples.blocks("16.0.0.16/28"));

        assertThat(SetScript.update(List.of(IpSet.ALLOW4), state, Samples.wanted(wider)))
                .isEqualTo("add originwall-allow4 16.0.0.0/27\ndel originwall-allow4 16.0.0.0/28\n");
    }

    @Test
    void swapsWhereMuchOfALongListChanges() {
        HostState state = Samples.sets(saved(2_000));

        assertThat(SetScript.update(List.of(IpSet.ALLOW4), state, Samples.wanted(many(3_000))))
                .startsWith("create originwall-allow4-new ");
    }

    @Test
    void swapsALongListThatHoldsSomethingOdd() {
        HostState state = Samples.sets(saved(2_000) + "add originwall-allow4 9.9.9.9 nomatch\n");

        assertThat(SetScript.update(List.of(IpSet.ALLOW4), state, Samples.wanted(many(2_000))))
                .startsWith("create originwall-allow4-new ");
    }

    @Test
    void choosesTheHashSizeForTheList() {
        assertThat(IntStream.of(0, 22, 1_000, 10_000, 1_000_000).map(SetScript::buckets))
                .containsExactly(64, 64, 256, 4096, 262144);
    }

    private static String saved(int blocks) {
        return "create originwall-allow4 hash:net family inet hashsize 1024 maxelem 4194304 bucketsize 12 initval 0x1\n"
                + many(blocks).ranges().stream()
                        .map(range -> "add originwall-allow4 " + range + "\n")
                        .collect(Collectors.joining());
    }

    /** Blocks that do not touch. */
    private static AddressSet many(int count) {
        return AddressSet.ofBlocks(IntStream.range(0, count)
                .mapToObj(i -> new Cidr(new Address(Family.IPV4, 0, 0x1000_0000L + i * 32L), 28))
                .toList());
    }
}
