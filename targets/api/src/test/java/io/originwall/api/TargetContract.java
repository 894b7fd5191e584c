package io.originwall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every target keeps to. A target's test extends this and says how its place is made, looked at and broken; a target that cannot do
 * one of the optional parts overrides the question about it.
 */
public abstract class TargetContract {
    protected static final Address ALLOWED = Address.parse("103.21.244.10");
    protected static final Address ALLOWED_IPV6 = Address.parse("2400:cb00::10");
    protected static final Address STRANGER = Address.parse("198.51.100.10");
    protected static final Address STRANGER_IPV6 = Address.parse("2001:db8:f::10");

    private Target target = unmade();

    /** A target over a place that holds nothing of ours, but {@link #plantForeign foreign} things. */
    protected abstract Target createTarget() throws Exception;

    /** Puts things of somebody else's into the place, as near to ours as they come. */
    protected abstract void plantForeign() throws Exception;

    /** All there is in the place, as text that is the same when nothing changed; without what counts by itself. */
    protected abstract String wholePlace() throws Exception;

    /** The foreign things alone, likewise. */
    protected abstract String foreignThings() throws Exception;

    /** Changes what is ours behind the target's back. */
    protected abstract void drift() throws Exception;

    /** The place as it is when its machine has just started, without anything of anybody's. */
    protected abstract void forgetAll() throws Exception;

    /** Loads a file as the boot script does. */
    protected abstract void boot(BootFile file) throws Exception;

    /** A target over the same place whose next write is refused by the backend. */
    protected abstract Target withFailingWrites() throws Exception;

    /** Sends one new connection's first packet and tells whether it got in. */
    protected abstract boolean letsIn(Address from, Port to) throws Exception;

    /** Does the target count packets? */
    protected boolean counts() {
        return true;
    }

    /** Does the target lift a trial by itself? */
    protected boolean undoesTrials() {
        return true;
    }

    /** Can it enforce such a guard? Where not, it refuses it. */
    protected boolean canEnforce(Guard guard) {
        return true;
    }

    /** Does the place deny by itself what nothing in it lets in? Then a guard opens, and nothing is open without one. */
    protected boolean deniesByItself() {
        return false;
    }

    protected static Guard guard() {
        return guard(ports("80/tcp", "443/tcp", "443/udp"), blocks("103.21.244.0/22", "2400:cb00::/32"));
    }

    protected static Guard guard(List<PortRange> ports, AddressSet allow) {
        return new Guard(ports, allow, Mode.ENFORCE, DenyWith.DROP);
    }

    protected static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }

    protected static List<PortRange> ports(String... ports) {
        return Stream.of(ports).map(PortRange::parse).toList();
    }

    private static Guard observing(Guard guard) {
        return new Guard(guard.ports(), guard.allow(), Mode.OBSERVE, guard.denyWith());
    }

    private static Guard rejecting(Guard guard) {
        return new Guard(guard.ports(), guard.allow(), guard.mode(), DenyWith.REJECT);
    }

    private List<Guard> thatCanBeEnforced(Guard... guards) {
        return Stream.of(guards).filter(this::canEnforce).toList();
    }

    private static Target unmade() {
        return new InMemoryTarget("unmade");
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

    private void apply(Guard guard) throws TargetException {
        target.plan(guard).apply();
    }

    private void assertInForce(Guard guard) throws TargetException {
        assertThat(target.plan(guard).changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(guard);
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
    void checkSaysWhatHappens() throws Exception {
        apply(guard());

        Verdict allowed = target.check(ALLOWED, Port.parse("443/tcp"));
        assertThat(allowed.outcome()).isEqualTo(Verdict.Outcome.ALLOWED);
        assertThat(allowed.by()).contains("103.21.244.0/22");
        assertThat(target.check(ALLOWED_IPV6, Port.parse("443/udp")).by()).contains("2400:cb00::/32");
        assertThat(outcome(STRANGER, "443/tcp")).isEqualTo(Verdict.Outcome.DENIED);
        assertThat(outcome(STRANGER_IPV6, "80/tcp")).isEqualTo(Verdict.Outcome.DENIED);
        assertThat(outcome(STRANGER, "22/tcp")).isEqualTo(Verdict.Outcome.NOT_GUARDED);
    }

    private Verdict.Outcome outcome(Address from, String to) throws TargetException {
        return target.check(from, Port.parse(to)).outcome();
    }

    @Test
    void checkSaysThatNothingIsGuardedBeforeTheFirstApply() throws Exception {
        assertThat(outcome(STRANGER, "443/tcp"))
                .isEqualTo(deniesByItself() ? Verdict.Outcome.DENIED : Verdict.Outcome.NOT_GUARDED);
    }

    @Test
    void aGuardItCannotEnforceIsRefusedAndChangesNothing() throws Exception {
        apply(guard());
        String before = wholePlace();

        for (Guard guard : List.of(observing(guard()), rejecting(guard()))) {
            if (!canEnforce(guard)) {
                assertThatThrownBy(() -> target.plan(guard)).isInstanceOf(TargetException.class);
                assertThatThrownBy(() -> target.bootFiles(guard)).isInstanceOf(TargetException.class);
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
        assertThat(outcome(STRANGER, "443/tcp")).isEqualTo(Verdict.Outcome.OBSERVED);
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
    void whatWasThereIsPutBack() throws Exception {
        Guard first = thatCanBeEnforced(observing(rejecting(guard())), guard()).get(0);
        apply(first);
        Snapshot before = target.snapshot();
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
    void whereNothingWasThereNothingIsPutBack() throws Exception {
        String placeBefore = wholePlace();
        Snapshot before = target.snapshot();
        assertThat(before.restore().changes()).isEmpty();

        apply(guard());
        before.restore().apply();

        assertThat(wholePlace()).isEqualTo(placeBefore);
    }

    @Test
    void portsOnTrialAreNotPutBack() throws Exception {
        if (!undoesTrials()) {
            return;
        }
        Guard kept = guard(ports("80/tcp"), guard().allow());
        apply(kept);
        apply(guard().onTrial(Duration.ofMinutes(10)));

        Snapshot before = target.snapshot();
        before.restore().apply();

        assertThat(before.restore().changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(kept);

        apply(Guard.none());
        apply(guard().onTrial(Duration.ofMinutes(10)));
        target.snapshot().restore().apply();

        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
        assertThat(target.plan(Guard.none()).changes()).isEmpty();
    }

    private void boot(Guard guard) throws Exception {
        for (BootFile file : target.bootFiles(guard)) {
            boot(file);
        }
    }

    @Test
    void bootFilesPutTheSameGuardUpInAnEmptyPlace() throws Exception {
        for (Guard guard :
                thatCanBeEnforced(guard(), observing(rejecting(guard())), guard(ports("443/tcp"), guard().allow()))) {
            if (target.bootFiles(guard).isEmpty()) {
                return;
            }
            forgetAll();

            boot(guard);

            assertInForce(guard);
        }
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();
        assertThat(letsIn(ALLOWED, Port.parse("443/tcp"))).isTrue();
    }

    @Test
    void bootFilesMayBeLoadedOverAnyGuardAndAgain() throws Exception {
        Guard other = guard(ports("8443/tcp", "443/udp"), blocks("172.64.0.0/13"));
        apply(thatCanBeEnforced(observing(other), other).get(0));
        if (target.bootFiles(guard()).isEmpty()) {
            return;
        }
        String foreign = foreignThings();

        boot(guard());
        boot(guard());

        assertInForce(guard());
        assertThat(foreignThings()).isEqualTo(foreign);
    }

    @Test
    void bootFilesAreTheSameWhateverIsInForce() throws Exception {
        List<BootFile> files = target.bootFiles(guard());
        String before = wholePlace();

        assertThat(target.bootFiles(guard().onTrial(Duration.ofSeconds(60)))).isEqualTo(files);
        assertThat(wholePlace()).isEqualTo(before);
        apply(guard(ports("80/tcp"), guard().allow()).onTrial(Duration.ofMinutes(10)));
        assertThat(target.bootFiles(guard())).isEqualTo(files);
    }

    @Test
    void whereNothingIsGuardedTheSameBootFilesAreToBeMissing() throws Exception {
        assertThat(target.bootFiles(Guard.none()))
                .allSatisfy(file -> assertThat(file.content()).isEmpty())
                .extracting(BootFile::name)
                .isEqualTo(
                        target.bootFiles(guard()).stream().map(BootFile::name).toList());
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
