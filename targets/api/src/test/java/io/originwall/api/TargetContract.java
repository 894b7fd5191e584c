package io.originwall.api;

import static io.originwall.api.ContractGuards.ALLOWED;
import static io.originwall.api.ContractGuards.ALLOWED_IPV6;
import static io.originwall.api.ContractGuards.STRANGER;
import static io.originwall.api.ContractGuards.STRANGER_IPV6;
import static io.originwall.api.ContractGuards.blocks;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.observing;
import static io.originwall.api.ContractGuards.ports;
import static io.originwall.api.ContractGuards.rejecting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.net.Port;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every target keeps to. A target's test extends this, says how its place is made, looked at and broken, and implements the contract of
 * each thing that the target can do besides, such as {@link RestorableContract}. A target that cannot do one of the optional parts overrides
 * the question about it.
 */
public abstract class TargetContract implements ContractPlace {
    private Target target = new InMemoryTarget("unmade");

    /** A target over a place that holds nothing of ours, but {@link #plantForeign foreign} things. */
    protected abstract Target createTarget() throws Exception;

    /** Puts things of somebody else's into the place, as near to ours as they come. */
    protected abstract void plantForeign() throws Exception;

    /** A target over the same place whose next write is refused by the backend. */
    protected abstract Target withFailingWrites() throws Exception;

    @Override
    public final Target target() {
        return target;
    }

    @BeforeEach
    void makePlace() throws Exception {
        target = createTarget();
        plantForeign();
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    /** What a target can do besides is lost to its users where it is not asked about, so its test says all of it. */
    @Test
    void canDoWhatItsTestIsForAndNothingBesides() throws Exception {
        assertThat(target.watchable().isPresent()).as("watchable").isEqualTo(this instanceof WatchableContract);
        assertThat(target.auditable().isPresent()).as("auditable").isEqualTo(this instanceof AuditableContract);
        assertThat(target.probeable().isPresent()).as("probeable").isEqualTo(this instanceof ProbeableContract);
        assertThat(target.restorable().isPresent()).as("restorable").isEqualTo(this instanceof RestorableContract);
        assertThat(target.bootPersistent().isPresent())
                .as("bootPersistent")
                .isEqualTo(this instanceof BootPersistentContract);
    }

    @Test
    void planIsEmptyAfterApply() throws Exception {
        apply(guard());

        assertInForce(guard());
    }

    @Test
    void planChangesNothing() throws Exception {
        String before = wholePlace();

        Plan plan = target.plan(guard());

        assertThat(plan.changes()).isNotEmpty();
        assertThat(wholePlace()).isEqualTo(before);
    }

    @Test
    void applyOfAnEmptyPlanChangesNothing() throws Exception {
        apply(guard());
        String before = wholePlace();

        apply(guard());

        assertThat(wholePlace()).isEqualTo(before);
    }

    @Test
    void equalGuardsMakeTheSamePlan() throws Exception {
        Guard cutDifferently = guard(
                ports("443/udp", "443/tcp", "80/tcp", "443/tcp"),
                blocks("2400:cb00::/33", "2400:cb00:8000::/33", "103.21.246.0/23", "103.21.244.0/23"));

        assertThat(target.plan(cutDifferently).changes())
                .isEqualTo(target.plan(guard()).changes());

        apply(guard());
        assertInForce(cutDifferently);
    }

    @Test
    void planNamesEachPortAndBlockOfAFirstInstall() throws Exception {
        assertThat(target.plan(guard()).changes())
                .contains(
                        Change.add("80/tcp"),
                        Change.add("443/tcp"),
                        Change.add("443/udp"),
                        Change.add("103.21.244.0/22"),
                        Change.add("2400:cb00::/32"));
    }

    @Test
    void planNamesWhatComesAndGoes() throws Exception {
        apply(guard());

        Guard other = guard(
                ports("80/tcp", "443/tcp", "8443/tcp"), blocks("103.21.244.0/23", "2400:cb00::/32", "172.64.0.0/13"));
        assertThat(target.plan(other).changes())
                .containsExactlyInAnyOrder(
                        Change.add("8443/tcp"),
                        Change.remove("443/udp"),
                        Change.add("172.64.0.0/13"),
                        Change.remove("103.21.246.0/23"));
    }

    @Test
    void enforceDeniesAllButTheAllowList() throws Exception {
        apply(guard());

        assertThat(letsIn(ALLOWED, Port.parse("443/tcp"))).isTrue();
        assertThat(letsIn(ALLOWED_IPV6, Port.parse("443/tcp"))).isTrue();
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();
        assertThat(letsIn(STRANGER_IPV6, Port.parse("443/tcp"))).isFalse();
        assertThat(letsIn(STRANGER, Port.parse("22/tcp"))).isTrue();
    }

    @Test
    void aGuardItCannotEnforceIsRefusedAndChangesNothing() throws Exception {
        apply(guard());
        String before = wholePlace();

        for (Guard guard : List.of(observing(guard()), rejecting(guard()))) {
            if (!canEnforce(guard)) {
                assertThatThrownBy(() -> target.plan(guard)).isInstanceOf(TargetException.class);
            }
        }

        assertThat(wholePlace()).isEqualTo(before);
    }

    @Test
    void observeLetsEverythingThroughAndCountsIt() throws Exception {
        if (!canEnforce(observing(guard()))) {
            return;
        }
        apply(observing(guard()));

        assertInForce(observing(guard()));
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isTrue();
        assertThat(letsIn(STRANGER_IPV6, Port.parse("443/tcp"))).isTrue();
        if (counts()) {
            Traffic traffic = target.enforced().traffic().orElseThrow();
            assertThat(traffic.ipv4().denied()).isPositive();
            assertThat(traffic.ipv6().denied()).isPositive();
        }
    }

    @Test
    void countsSurviveAChange() throws Exception {
        if (!counts()) {
            return;
        }
        apply(guard());
        letsIn(STRANGER, Port.parse("443/tcp"));
        letsIn(ALLOWED, Port.parse("443/tcp"));
        Traffic before = target.enforced().traffic().orElseThrow();
        assertThat(before.ipv4().allowed()).isPositive();
        assertThat(before.ipv4().denied()).isPositive();

        apply(guard(ports("443/tcp"), blocks("103.21.244.0/22", "172.64.0.0/13")));

        Traffic after = target.enforced().traffic().orElseThrow();
        assertThat(after.ipv4().allowed()).isGreaterThanOrEqualTo(before.ipv4().allowed());
        assertThat(after.ipv4().denied()).isGreaterThanOrEqualTo(before.ipv4().denied());
    }

    @Test
    void everyPartOfTheGuardCanBeChanged() throws Exception {
        for (Guard guard : thatCanBeEnforced(
                guard(),
                guard(ports("80/tcp"), guard().allow()),
                guard(ports("8000-8010/tcp", "443/udp"), guard().allow()),
                guard(guard().ports(), blocks("172.64.0.0/13")),
                guard(guard().ports(), blocks("2606:4700::/32")),
                observing(guard()),
                rejecting(guard()),
                observing(rejecting(guard())),
                guard())) {
            apply(guard);
            assertInForce(guard);
        }
    }

    @Test
    void nothingIsEnforcedBeforeTheFirstApply() throws Exception {
        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
        assertThat(target.plan(Guard.none()).changes()).isEmpty();
    }

    @Test
    void driftIsSeenAndRepaired() throws Exception {
        apply(guard());

        drift();

        Plan repair = target.plan(guard());
        assertThat(repair.changes()).isNotEmpty();
        repair.apply();
        assertInForce(guard());
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();
    }

    @Test
    void removeLeavesThePlaceAsItWasFound() throws Exception {
        String before = wholePlace();
        apply(guard());
        assertThat(wholePlace()).isNotEqualTo(before);

        apply(Guard.none());

        assertThat(wholePlace()).isEqualTo(before);
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isEqualTo(!deniesByItself());
        assertThat(letsIn(ALLOWED, Port.parse("443/tcp"))).isEqualTo(!deniesByItself());
    }

    @Test
    void removeMayBeRepeated() throws Exception {
        apply(guard());
        Plan one = target.plan(Guard.none());
        Plan another = target.plan(Guard.none());
        one.apply();

        assertThatCode(another::apply).doesNotThrowAnyException();
        assertThat(target.plan(Guard.none()).changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
    }

    @Test
    void foreignThingsSurviveEverything() throws Exception {
        String before = foreignThings();

        apply(guard());
        assertThat(foreignThings()).isEqualTo(before);
        Guard other = guard(ports("8443/tcp"), blocks("172.64.0.0/13"));
        apply(thatCanBeEnforced(observing(rejecting(other)), other).get(0));
        assertThat(foreignThings()).isEqualTo(before);
        drift();
        apply(guard());
        assertThat(foreignThings()).isEqualTo(before);
        apply(Guard.none());
        assertThat(foreignThings()).isEqualTo(before);
    }

    @Test
    void aFailedApplyLeavesTheOldStateOrTheNewAndSaysWhich() throws Exception {
        apply(guard());
        Guard other = guard(ports("8443/tcp"), blocks("172.64.0.0/13"));
        try (Target failing = withFailingWrites()) {
            Plan plan = failing.plan(other);

            assertThatThrownBy(plan::apply)
                    .isInstanceOf(TargetException.class)
                    .hasMessageNotContaining("\n")
                    .hasMessageContaining(inForce(guard()) ? "old state" : "new state");
            assertThat(inForce(guard()) || inForce(other)).isTrue();
        }
    }

    @Test
    void aFailedFirstApplyLeavesThePlaceAsItWas() throws Exception {
        String before = wholePlace();
        try (Target failing = withFailingWrites()) {
            Plan plan = failing.plan(guard());

            assertThatThrownBy(plan::apply).isInstanceOf(TargetException.class);
        }
        assertThat(wholePlace()).isEqualTo(before);
    }

    private boolean inForce(Guard guard) throws TargetException {
        return target.plan(guard).isEmpty();
    }

    @Test
    void aTrialIsInForceAtOnceAndStaysWhenConfirmed() throws Exception {
        Guard trial = guard().onTrial(Duration.ofMinutes(10));

        apply(trial);

        assertThat(target.plan(trial).changes()).isEmpty();
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();
        if (undoesTrials()) {
            assertThat(target.enforced().guard().trial())
                    .hasValueSatisfying(
                            left -> assertThat(left).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(10)));
            assertThat(target.plan(trial.confirmed()).changes()).isNotEmpty();
        }

        apply(trial.confirmed());

        assertInForce(guard());
    }

    @Test
    void aTrialLiftsItselfWhenItsTimeIsUp() throws Exception {
        if (!undoesTrials()) {
            return;
        }
        Guard trial = guard().onTrial(Duration.ofSeconds(2));
        apply(trial);
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!target.enforced().guard().ports().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }

        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isTrue();
        assertThat(target.enforced().guard().ports()).isEmpty();
    }

    @Test
    void aTrialNeverLiftsWhatWasGuardedBefore() throws Exception {
        if (!undoesTrials()) {
            return;
        }
        apply(guard(ports("80/tcp"), guard().allow()));

        apply(guard().onTrial(Duration.ofSeconds(2)));

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (target.enforced().guard().trial().isPresent() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(target.enforced().guard().ports()).isEqualTo(ports("80/tcp"));
        assertThat(letsIn(STRANGER, Port.parse("80/tcp"))).isFalse();
    }
}
