package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Ranges RANGES = new Ranges(
            "cloudflare",
            Ranges.State.FRESH,
            NOW,
            Optional.empty(),
            List.of(new RangeEntry(Cidr.parse("104.16.0.0/13"), "cloudflare", Optional.empty())),
            Optional.empty(),
            List.of());

    private static TargetStatus standing(String name, Result result) {
        Optional<String> error = result == Result.FAILED ? Optional.of("no nft") : Optional.empty();
        TargetReport report = new TargetReport(name, "memory", result, List.of(), Optional.empty(), error, 1);
        return TargetStatus.unknown(name, "memory")
                .reported(report, Optional.empty())
                .lookedAt(NOW);
    }

    private static String line(Optional<Ranges> ranges, TargetStatus... targets) {
        return StatusLine.of(ranges, List.of(targets), Set.of(), Optional.empty());
    }

    @Test
    void saysWhatIsGuardedAndByWhat() {
        assertThat(line(Optional.of(RANGES), standing("host", Result.IN_SYNC)))
                .isEqualTo("Guarding host; 1 block of cloudflare, fresh, of 2026-11-22 10:00 UTC");
        assertThat(line(Optional.of(RANGES), standing("host", Result.IN_SYNC), standing("web", Result.IN_SYNC)))
                .startsWith("Guarding 2 targets; ");
    }

    @Test
    void saysWhatIsWrongFirst() {
        assertThat(line(Optional.of(RANGES), standing("host", Result.IN_SYNC), standing("web", Result.FAILED)))
                .startsWith("FAILED: web; ");
        assertThat(line(Optional.of(RANGES), standing("host", Result.PENDING))).startsWith("FAILED: host; ");
    }

    @Test
    void doesNotCallItAGuardWhereEverybodyIsLetIn() {
        assertThat(StatusLine.of(
                        Optional.of(RANGES),
                        List.of(standing("host", Result.IN_SYNC), standing("web", Result.IN_SYNC)),
                        Set.of("web"),
                        Optional.empty()))
                .startsWith("Only observing: web; guarding the others; 1 block");
    }

    @Test
    void saysThatANewConfigWasRefused() {
        assertThat(StatusLine.of(
                        Optional.of(RANGES), List.of(standing("host", Result.IN_SYNC)), Set.of(), Optional.of(NOW)))
                .startsWith("Guarding host; CONFIG REFUSED at 2026-11-22 10:00 UTC, the old one stays; ");
    }

    @Test
    void saysWhyThereAreNoNewRanges() {
        Ranges rejected = RANGES.rejected(Rejection.SHRINKS, List.of("too small"));

        assertThat(line(Optional.of(rejected), standing("host", Result.IN_SYNC)))
                .endsWith("cached, of 2026-11-22 10:00 UTC, last fetch rejected: shrinks");
        assertThat(line(Optional.empty())).endsWith("no trustworthy ranges yet");
    }
}
