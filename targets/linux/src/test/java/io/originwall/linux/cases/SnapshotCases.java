package io.originwall.linux.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Snapshot;
import io.originwall.api.TargetException;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a snapshot holds beyond the guard. */
public abstract class SnapshotCases extends PlaceCases {
    private final LinuxTarget target;

    protected SnapshotCases(Function<NetLab, ? extends LabPlace> place) throws TargetException {
        super(place);
        target = this.place.target(List.of(Cidr.parse("203.0.113.80/32"), Cidr.parse("2001:db8:80::80/128")));
    }

    @BeforeEach
    void startClean() throws TargetException {
        place.clear();
        target.plan(guard("80/tcp")).apply();
    }

    @Test
    void ofAKilledTrialOnlyThePermanentPortsArePutBack() throws TargetException {
        String before = place.whole();
        target.plan(guard("80/tcp", "443/tcp").onTrial(Duration.ofMinutes(5))).apply();

        Snapshot snapshot = target.snapshot();
        target.plan(guard("443/tcp", "8443/tcp")).apply();
        snapshot.restore().apply();

        assertThat(place.whole()).isEqualTo(before);
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
        String before = place.whole();
        LinuxTarget other = place.target(List.of(Cidr.parse("203.0.113.81/32")));

        Snapshot snapshot = other.snapshot();
        other.plan(guard("443/tcp")).apply();
        assertThat(place.whole()).contains("203.0.113.81").doesNotContain("203.0.113.80");
        snapshot.restore().apply();

        assertThat(place.whole()).isEqualTo(before);
    }

    @Test
    void containerBridgesArePutBackAsTheyWereInTheRules() throws TargetException {
        lab.run("ip", "link", "add", "docker0", "type", "bridge");
        target.plan(guard("80/tcp")).apply();
        String before = place.whole();
        assertThat(before).contains("docker0");

        Snapshot snapshot = target.snapshot();
        lab.run("ip", "link", "delete", "docker0");
        target.plan(guard("443/tcp")).apply();
        assertThat(place.whole()).doesNotContain("docker0");
        snapshot.restore().apply();

        assertThat(place.whole()).isEqualTo(before);
    }

    @Test
    void restoresFromWhateverIsThereByThen() throws TargetException {
        String before = place.whole();
        Snapshot snapshot = target.snapshot();
        place.clear();

        snapshot.restore().apply();

        assertThat(place.whole()).isEqualTo(before);
    }

    /** Does to what is ours what somebody else may do. */
    protected abstract void meddle(String deed);

    /** The refusal begins with what is said. */
    protected void isNotRemembered(String deed, String said) {
        meddle(deed);

        assertThatThrownBy(target::snapshot)
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith(said + " changed by somebody else: run originwall sync first, ")
                .hasMessageNotContaining("\n");
    }
}
