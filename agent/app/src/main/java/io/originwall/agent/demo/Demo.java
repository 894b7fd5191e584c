package io.originwall.agent.demo;

import io.originwall.agent.config.Config;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.time.OwnThread;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What happens before the sandbox, where there may be a network: the ranges are fetched into the demo's own state directory. */
public final class Demo {
    private static final long FETCH_SECONDS = 6;

    private Demo() {}

    /** The config the demo runs with; what it leaves out is the default. */
    public static String config(String stateDirectory) {
        return """
                state-dir: %s
                ranges:
                  cross-check: []
                targets:
                  - {name: host, type: nftables}
                """.formatted(stateDirectory);
    }

    /** Tries to fetch the ranges. Empty when that took too long; the embedded copy serves then. */
    public static Optional<Ranges> fetch(Config config) throws DemoException, InterruptedException {
        RangesService rangesService = new RangesService(
                config.ranges(),
                config.trust(),
                new DirectoryStore(new StateDirectory(config.stateDir())),
                Clock.systemUTC());
        Future<Ranges> fetched = OwnThread.start("demo-fetch", () -> rangesService.refresh(Acceptance.BY_RULES));
        try {
            return Optional.of(fetched.get(FETCH_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoTrustworthyRangesException) {
                return Optional.empty();
            }
            throw new DemoException("cannot fetch the ranges: " + e.getCause(), e);
        } finally {
            fetched.cancel(true);
        }
    }
}
