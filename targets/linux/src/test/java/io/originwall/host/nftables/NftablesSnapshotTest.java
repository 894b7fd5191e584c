package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Snapshot;
import io.originwall.api.TargetException;
import io.originwall.host.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot holds beyond the guard: what only nftables knows of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NftablesSnapshotTest {
    private final NetLab lab = NetLab.open();
    private final NftablesTarget target =
            target(List.of(Cidr.parse("203.0.113.80/32"), Cidr.parse("2001:db8:80::80/128")));

    private NftablesTarget target(List<Cidr> destinations) {
        try {
            return new NftablesTarget("host", new NftablesSettings(destinations, List.of()), lab.runner());
        } catch (TargetException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @BeforeEach
    void startClean() throws TargetException {
        lab.run("nft", "flush", "ruleset");
        target.plan(guard("80/tcp")).apply();
    }

    private static Guard guard(String... ports) {
        return new Guard(
                Stream.of(ports).map(PortRange::parse).toList(),
                AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32"))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private String rules() {
        return PlainNames.ruleset(lab);
    }

    @Test
    void ofAKilledTrialOnlyThePermanentPortsArePutBack() throws TargetException {
        String before = rules();
        target.plan(guard("80/tcp", "443/tcp").onTrial(Duration.ofMinutes(5))).apply();

        Snapshot snapshot = target.snapshot();
        target.plan(guard("443/tcp", "8443/tcp")).apply();
        snapshot.restore().apply();

        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void aTrialThatRanOutIsNotTakenForAChangeBySomebodyElse() throws Exception {
        target.plan(guard("80/tcp", "443/udp").onTrial(Duration.ofSeconds(1))).apply();
        while (target.enforced().guard().trial().isPresent()) {
            Thread.sleep(100);
        }

        assertThat(target.snapshot().restore().changes()).isEmpty();
    }

    @Test
    void otherDestinationsArePutBack() throws TargetException {
        String before = rules();
        NftablesTarget other = target(List.of(Cidr.parse("203.0.113.81/32")));

        Snapshot snapshot = other.snapshot();
        other.plan(guard("443/tcp")).apply();
        assertThat(rules()).contains("203.0.113.81").doesNotContain("203.0.113.80");
        snapshot.restore().apply();

        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void containerBridgesArePutBackAsTheyWereInTheRules() throws TargetException {
        lab.run("ip", "link", "add", "docker0", "type", "bridge");
        target.plan(guard("80/tcp")).apply();
        String before = rules();
        assertThat(before).contains("docker0");

        Snapshot snapshot = target.snapshot();
        lab.run("ip", "link", "delete", "docker0");
        target.plan(guard("443/tcp")).apply();
        assertThat(rules()).doesNotContain("docker0");
        snapshot.restore().apply();

        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void restoresFromWhateverIsThereByThen() throws TargetException {
        String before = rules();
        Snapshot snapshot = target.snapshot();
        lab.run("nft", "flush", "ruleset");

        snapshot.restore().apply();

        assertThat(rules()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush set inet originwall allow4_1; flush set inet originwall allow6_1",
                "flush chain inet originwall check",
                "insert rule inet originwall prerouting accept",
                "add chain inet originwall theirs",
                "flush set inet originwall exempt_if_1",
                "add table inet originwall { flags dormant; }",
                "add table inet originwall_swap; delete table inet originwall"
            })
    void whatSomebodyElseMadeOfItIsNotRemembered(String deed) {
        lab.nft(deed + "\n");

        assertThatThrownBy(target::snapshot)
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith(
                        "table inet originwall was changed by somebody else: run originwall sync first, ")
                .hasMessageNotContaining("\n");
    }
}
