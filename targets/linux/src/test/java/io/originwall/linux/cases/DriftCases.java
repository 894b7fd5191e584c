package io.originwall.linux.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict.Outcome;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others may do to a guard on a real kernel, how the plan names it, and that one apply puts it right. */
public abstract class DriftCases extends PlaceCases {
    protected static final Guard GUARD = allowing(guard("80/tcp", "443/tcp", "443/udp"), "172.64.0.0/13");

    protected final LinuxTarget target;

    protected DriftCases(Function<NetLab, ? extends LabPlace> place) throws TargetException {
        super(place);
        target = this.place.target();
    }

    protected static Guard allowing(Guard guard, String block) {
        return new Guard(
                guard.ports(),
                guard.allow().union(AddressSet.ofBlocks(List.of(Cidr.parse(block)))),
                guard.mode(),
                guard.denyWith());
    }

    @BeforeEach
    void startClean() throws TargetException {
        place.clear();
        target.plan(GUARD).apply();
    }

    /** Does to what is ours what somebody else may do. */
    protected abstract void meddle(String deed);

    /** Breaks a guard on trial, and leaves its ports one minute. */
    protected abstract void meddleWithTrial();

    /** What the kernel holds of the set of guarded TCP ports, on one line. */
    protected abstract String tcpPorts();

    /** The target that sees what others did. */
    protected LinuxTarget planner() throws TargetException {
        return target;
    }

    /** What is ours, of the whole place: others' rules stay where they are. */
    protected String ours(String whole) {
        return whole;
    }

    /** The plan calls it that, among other changes. */
    protected void isNamedAndPutRight(String deed, String change) throws TargetException {
        String before = place.whole();
        meddle(deed);

        Plan plan = planner().plan(GUARD);

        assertThat(plan.changes()).map(Change::toString).contains(change);
        plan.apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(ours(place.whole())).isEqualTo(before);
    }

    /** A guard that was changed is not asked what it does. */
    protected void nobodyIsToldWhatItDoesAfter(String deed, String change) {
        meddle(deed);

        assertThatThrownBy(() -> target.check(NetLab.STRANGER, Port.parse("443/tcp"), Guard.none()))
                .isInstanceOf(TargetException.class)
                .hasMessage("cannot tell: the guard was changed: " + change + "; run originwall sync");
    }

    @Test
    void aTrialOfUdpPortsThatRanOutIsNoChangeBySomebodyElse() throws Exception {
        place.clear();
        target.plan(guard("80/tcp")).apply();
        target.plan(GUARD.onTrial(Duration.ofSeconds(1))).apply();
        while (target.enforced().guard().trial().isPresent()) {
            Thread.sleep(100);
        }

        assertThat(target.check(NetLab.STRANGER, Port.parse("80/tcp"), Guard.none())
                        .outcome())
                .isEqualTo(Outcome.DENIED);
    }

    @Test
    void aChangeOfModeIsOneLine() throws TargetException {
        assertThat(target.plan(with(GUARD, Mode.OBSERVE, DenyWith.DROP)).changes())
                .map(Change::toString)
                .containsExactly("~ mode enforce → observe");
        assertThat(target.plan(with(GUARD, Mode.OBSERVE, DenyWith.REJECT)).changes())
                .map(Change::toString)
                .containsExactly("~ mode enforce → observe", "~ deny-with drop → reject");
    }

    @Test
    void portsOnTrialAreMadePermanent() throws TargetException {
        Guard more = allowing(guard("80/tcp", "443/tcp", "443/udp", "8000-8010/tcp"), "172.64.0.0/13");
        target.plan(more.onTrial(Duration.ofMinutes(5))).apply();

        assertThat(tcpPorts())
                .containsPattern("\\b80\\b")
                .containsPattern("443( timeout 0)?\\b(?! timeout [1-9])")
                .containsPattern("8010 timeout (5m|300|29\\d)\\b");
        assertThat(target.plan(more).changes())
                .map(Change::toString)
                .containsExactly("~ 8000-8010/tcp: on trial, made permanent");
    }

    @Test
    void aRepairDuringATrialDoesNotProlongIt() throws TargetException {
        place.clear();
        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();
        meddleWithTrial();

        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();

        Enforced enforced = target.enforced();
        assertThat(enforced.guard().ports()).isEqualTo(GUARD.ports());
        assertThat(enforced.guard().trial().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
}
