package io.originwall.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.event.Event;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncServiceTest {
    private final List<Event> events = new ArrayList<>();
    private final Path list;
    private final StateDirectory state;
    private final RangesService rangesService;
    private final SyncService sync;

    /** Nothing can be written down: the state directory would have to be inside a file. */
    SyncServiceTest(@TempDir Path directory) throws IOException {
        list = Files.writeString(directory.resolve("list.txt"), "103.21.244.0/22\n2400:cb00::/32\n");
        state = new StateDirectory(list.resolve("state"));
        rangesService = rangesService(list);
        sync = new SyncService(
                Clock.systemUTC(), events::add, new BootFileUpdater(new BootFiles(state), Runnable::run, p -> {}));
    }

    private RangesService rangesService(Path file) {
        RangesConfig ranges =
                new RangesConfig(RangesConfig.Provider.FILE, file.toUri(), List.of(), List.of(), true, "1h");
        return new RangesService(ranges, TrustConfig.defaults(), new DirectoryStore(state), Clock.systemUTC());
    }

    @Test
    void goodRangesThatWereNeverWrittenDownStayInForceWhereTheSourceFails() throws Exception {
        Ranges good = sync.refresh(rangesService, Acceptance.BY_RULES).ranges();
        Files.writeString(list, "<html>Sorry, you have been blocked</html>");

        SyncService.Refreshed refreshed = sync.refresh(rangesService, Acceptance.BY_RULES);

        assertThat(refreshed.changed()).isFalse();
        Ranges kept = refreshed.ranges();
        assertThat(kept.entries()).isEqualTo(good.entries());
        assertThat(kept.rejection()).isPresent();
        assertThat(kept.problems()).isNotEmpty();
        assertThat(sync.inForce()).contains(kept);
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        Event.RangesRejected.class,
                        rejected -> assertThat(rejected.inForce()).contains(kept));
    }

    @Test
    void theSameBlocksFromAnotherSourceAreNoChange() throws Exception {
        assertThat(sync.refresh(rangesService, Acceptance.BY_RULES).changed()).isTrue();
        Path other = Files.copy(list, list.resolveSibling("other.txt"));

        assertThat(sync.refresh(rangesService(other), Acceptance.BY_RULES).changed())
                .isFalse();

        assertThat(events).hasSize(2).last().isInstanceOfSatisfying(Event.RangesFetched.class, fetched -> {
            assertThat(fetched.ranges().origin()).contains("other.txt");
            assertThat(fetched.changed()).isFalse();
        });
    }

    @Test
    void whereNothingIsInForceAFailureIsOne() throws Exception {
        Files.writeString(list, "<html>Sorry, you have been blocked</html>");

        assertThatThrownBy(() -> sync.refresh(rangesService, Acceptance.BY_RULES))
                .isInstanceOf(NoTrustworthyRangesException.class);

        assertThat(sync.inForce()).isEmpty();
        assertThat(events).singleElement().isInstanceOf(Event.RangesRejected.class);
    }
}
