package io.originwall.api;

import static io.originwall.api.ContractGuards.guard;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every target keeps to that tells when it drifts. */
public interface WatchableContract extends ContractPlace {
    /** A watch may begin a moment after it was asked for, so there is more than one change. */
    @Test
    default void driftIsToldWhileTheWatchIsAlive() throws Exception {
        Semaphore drifts = new Semaphore(0);
        DriftWatch watch = target().watchable().orElseThrow().watch(drifts::release);
        boolean told = false;
        try {
            for (int change = 0; change < 300 && !told; change++) {
                apply(guard());
                drift();
                told = drifts.tryAcquire(100, TimeUnit.MILLISECONDS);
            }
            assertThat(watch.isAlive()).isTrue();
        } finally {
            watch.close();
        }

        assertThat(told).isTrue();
        assertThat(watch.isAlive()).isFalse();
    }
}
