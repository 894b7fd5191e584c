package io.originwall.api;

import static io.originwall.api.ContractGuards.blocks;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.observing;
import static io.originwall.api.ContractGuards.ports;
import static io.originwall.api.ContractGuards.rejecting;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every target keeps to that can be put back as it was. */
public interface RestorableContract extends ContractPlace {
    private Snapshot snapshot() throws TargetException {
        return target().restorable().orElseThrow().snapshot();
    }

    @Test
    default void whatWasThereIsPutBack() throws Exception {
        Guard first = thatCanBeEnforced(observing(rejecting(guard())), guard()).get(0);
        apply(first);
        Snapshot before = snapshot();
        assertThat(before.restore().changes()).isEmpty();
        String placeBefore = wholePlace();

        apply(guard(ports("443/tcp", "8443/tcp"), blocks("172.64.0.0/13")));
        Plan restore = before.restore();
        assertThat(restore.changes()).contains(Change.add("80/tcp"), Change.remove("8443/tcp"));
        restore.apply();

        assertThat(before.restore().changes()).isEmpty();
        assertThat(wholePlace()).isEqualTo(placeBefore);
        assertInForce(first);
    }

    @Test
    default void whereNothingWasThereNothingIsPutBack() throws Exception {
        String placeBefore = wholePlace();
        Snapshot before = snapshot();
        assertThat(before.restore().changes()).isEmpty();

        apply(guard());
        before.restore().apply();

        assertThat(wholePlace()).isEqualTo(placeBefore);
    }

    @Test
    default void portsOnTrialAreNotPutBack() throws Exception {
        if (!undoesTrials()) {
            return;
        }
        Guard kept = guard(ports("80/tcp"), guard().allow());
        apply(kept);
        apply(guard().onTrial(Duration.ofMinutes(10)));

        Snapshot before = snapshot();
        before.restore().apply();

        assertThat(before.restore().changes()).isEmpty();
        assertThat(target().enforced().guard()).isEqualTo(kept);

        apply(Guard.none());
        apply(guard().onTrial(Duration.ofMinutes(10)));
        snapshot().restore().apply();

        assertThat(target().enforced().guard()).isEqualTo(Guard.none());
        assertThat(target().plan(Guard.none()).changes()).isEmpty();
    }
}
