package io.originwall.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.StateDirectory;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootFileUpdaterTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final InMemoryTarget target = new InMemoryTarget("host");
    private final List<Runnable> queued = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Path file;
    private final BootFileUpdater boot;

    BootFileUpdaterTest(@TempDir Path directory) {
        file = directory.resolve("state").resolve("last-good.host");
        boot = new BootFileUpdater(
                new BootFiles(new StateDirectory(directory.resolve("state"))), queued::add, problems::add);
    }

    private void write() {
        queued.forEach(Runnable::run);
        queued.clear();
    }

    @Test
    void whatWaitsToBeWrittenDoesNotUndoARemoval() {
        boot.follow(target, GUARD, true);

        boot.forget(target);
        write();

        assertThat(file).doesNotExist();
        assertThat(problems).isEmpty();
    }

    @Test
    void aGuardAfterARemovalIsWritten() {
        boot.forget(target);

        boot.follow(target, GUARD, true);
        write();

        assertThat(file).exists();
    }

    @Test
    void aTrialDoesNotKeepWhatWasBeforeItFromBeingWritten() {
        boot.follow(target, GUARD, true);

        boot.follow(target, GUARD.onTrial(Duration.ofMinutes(1)), true);
        write();

        assertThat(file).exists();
    }
}
