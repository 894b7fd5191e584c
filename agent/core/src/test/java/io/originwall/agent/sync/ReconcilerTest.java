package io.originwall.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.api.Parallel;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final InMemoryTarget target = new InMemoryTarget("host");
    private final GuardedTarget guarded = new GuardedTarget(target, "memory", GUARD);
    private final Reconciler reconciler = new Reconciler();

    @Test
    void appliesAPlanAndLooksAgain() throws Exception {
        TargetReport report = reconciler.sync(guarded);

        assertThat(report.result()).isEqualTo(Result.CHANGED);
        assertThat(report.changes()).extracting(Object::toString).containsExactly("+ 443/tcp", "+ 103.21.244.0/22");
        assertThat(target.calls()).containsExactly("plan", "apply", "plan");
        assertThat(target.enforced().guard()).isEqualTo(GUARD);
    }

    @Test
    void writesNothingWhereNothingDiffers() {
        reconciler.sync(guarded);

        assertThat(reconciler.sync(guarded).result()).isEqualTo(Result.IN_SYNC);
        assertThat(target.calls()).containsExactly("plan", "apply", "plan", "plan");
    }

    @Test
    void aPreviewChangesNothing() throws Exception {
        TargetReport report = reconciler.preview(guarded);

        assertThat(report.result()).isEqualTo(Result.PENDING);
        assertThat(report.changes()).hasSize(2);
        assertThat(target.calls()).containsExactly("plan");
        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
    }

    @Test
    void believesTheSecondPlanAndNotTheApply() {
        target.ignoreApplies();

        TargetReport report = reconciler.sync(guarded);

        assertThat(report.result()).isEqualTo(Result.FAILED);
        assertThat(report.error())
                .contains("applied, but what the target reads back still differs by 2 (first: + 443/tcp);"
                        + " look for another program that changes it");
        assertThat(target.calls()).containsExactly("plan", "apply", "plan", "apply", "plan");
        assertThat(report.changes())
                .as("what was tried, since it may be done in part")
                .hasSize(2);
        assertThat(report.before()).contains(Guard.none());
    }

    @Test
    void whatAPlanLeavesOutFailsTheTargetAndKeepsNothingElseFromBeingDone() throws Exception {
        GuardedTarget partly = new GuardedTarget(new PartlyUnreadable(target), "memory", GUARD);

        TargetReport preview = reconciler.preview(partly);
        assertThat(preview.error()).contains("eu-west-1: no answer; sg-2: gone");
        assertThat(preview.changes()).hasSize(2);
        assertThat(preview.stands()).isFalse();
        assertThat(target.enforced().guard()).isEqualTo(Guard.none());

        TargetReport first = reconciler.sync(partly);
        assertThat(first.result()).isEqualTo(Result.FAILED);
        assertThat(first.error()).contains("eu-west-1: no answer; sg-2: gone");
        assertThat(first.changes()).hasSize(2);
        assertThat(first.stands()).as("so that the next boot puts it up").isTrue();
        assertThat(target.enforced().guard()).isEqualTo(GUARD);

        TargetReport again = reconciler.sync(partly);
        assertThat(again.result()).isEqualTo(Result.FAILED);
        assertThat(again.changes()).isEmpty();
        assertThat(again.stands()).isTrue();
    }

    @Test
    void aTargetThatCannotBeReadWasNotChanged() {
        target.failPlans("unreadable");

        TargetReport report = reconciler.sync(guarded);

        assertThat(report.error()).contains("unreadable");
        assertThat(report.changes()).isEmpty();
        assertThat(report.before()).isEmpty();
        assertThat(report.stands()).isFalse();
    }

    @Test
    void aFailedApplyIsReportedWithItsMessage() {
        target.failApplies("no room");

        assertThat(reconciler.sync(guarded).error()).contains("no room; the old state is still in force");
    }

    @Test
    void aBugInATargetIsAReportToo() {
        TargetReport report = reconciler.sync(new GuardedTarget(new BrokenTarget(), "broken", GUARD));

        assertThat(report.error()).contains("unexpected: java.lang.IllegalStateException: a bug");
    }

    @Test
    void aTargetThatCouldNotBeBuiltSaysWhyWhateverItIsAsked() {
        UnavailableTarget unavailable = new UnavailableTarget("old", new TargetException("no ipset here"));
        GuardedTarget old = new GuardedTarget(unavailable, "iptables", GUARD);

        assertThat(reconciler.sync(old).error()).contains("no ipset here");
        assertThat(reconciler.status(old).report().orElseThrow().error()).contains("no ipset here");
    }

    @Test
    void oneTargetsFailureIsNotTheOthers() {
        InMemoryTarget sick = new InMemoryTarget("sick");
        sick.failPlans("unreadable");

        List<TargetReport> reports =
                Parallel.each(List.of(new GuardedTarget(sick, "memory", GUARD), guarded), reconciler::sync);

        assertThat(reports).extracting(TargetReport::name).containsExactly("sick", "host");
        assertThat(reports).extracting(TargetReport::result).containsExactly(Result.FAILED, Result.CHANGED);
    }

    /** Two places of which nothing is known, beside one that works. */
    private static final class PartlyUnreadable extends ForwardingTarget {
        private PartlyUnreadable(InMemoryTarget readable) {
            super(readable);
        }

        @Override
        public Plan plan(Guard wanted) throws TargetException {
            Plan readable = super.plan(wanted);
            return new Plan() {
                @Override
                public List<Change> changes() {
                    return readable.changes();
                }

                @Override
                public List<String> problems() {
                    return List.of("eu-west-1: no answer", "sg-2: gone");
                }

                @Override
                public Guard before() {
                    return readable.before();
                }

                @Override
                public void apply() throws TargetException {
                    readable.apply();
                }
            };
        }
    }

    private static final class BrokenTarget extends ForwardingTarget {
        BrokenTarget() {
            super(new InMemoryTarget("broken"));
        }

        @Override
        public Plan plan(Guard wanted) {
            throw new IllegalStateException("a bug");
        }
    }
}
