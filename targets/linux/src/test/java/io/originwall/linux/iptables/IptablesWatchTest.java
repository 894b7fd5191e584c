package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DriftWatch;
import io.originwall.api.Guard;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.monitor.PidNamespace;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IptablesWatchTest {
    @Test
    void tellsOfOthersChangesToTheTableAndOfNothingElse() throws Exception {
        try (NetLab lab = NetLab.open()) {
            LinuxTarget target = new Place(lab, Variant.NFT).target();
            target.plan(Samples.GUARD).apply();
            Semaphore drifts = new Semaphore(0);
            DriftWatch watch = target.watchable().orElseThrow().watch(drifts::release);
            for (int i = 0; i < 600 && !drifts.tryAcquire(50, TimeUnit.MILLISECONDS); i++) {
                lab.run("iptables-nft", "-t", "mangle", "-A", "FORWARD", "-j", "ACCEPT");
            }
            Thread.sleep(1_000);
            drifts.drainPermits();

            lab.nft("add table inet unrelated\n");
            target.plan(Guard.none()).apply();
            target.plan(Samples.GUARD).apply();
            // A change that is told of comes after all those that must not be.
            lab.run("ip6tables-nft", "-t", "mangle", "-F");

            int told = PidNamespace.isInitial() ? 1 : 5;
            assertThat(drifts.tryAcquire(told, 30, TimeUnit.SECONDS)).isTrue();
            assertThat(drifts.availablePermits()).isZero();
            assertThat(watch.isAlive()).isTrue();
            watch.close();
            assertThat(watch.isAlive()).isFalse();
        }
    }

    @Test
    void ofLegacyTablesNothingIsTold() throws Exception {
        try (NetLab lab = NetLab.open()) {
            assertThat(new Place(lab, Variant.LEGACY).target().watchable()).isEmpty();
        }
    }
}
