package io.originwall.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.UnavailableTarget;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootFilesTest {
    private static final Guard GUARD = guard("103.21.244.0/22");

    private final InMemoryTarget target = new InMemoryTarget("host");

    @TempDir
    private Path temporary = Path.of("");

    private BootFiles files = new BootFiles(new StateDirectory(Path.of("unset")));
    private Path file = Path.of("unset");

    private static Guard guard(String block) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(List.of(Cidr.parse(block))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    @BeforeEach
    void begin() {
        Path directory = temporary.resolve("state");
        files = new BootFiles(new StateDirectory(directory));
        file = directory.resolve("last-good.host");
    }

    @Test
    void whatIsStoredIsWhatABootPutsUp() throws Exception {
        assertThat(files.store(target, GUARD)).isTrue();

        target.boot(Files.readString(file));

        assertThat(target.enforced().guard()).isEqualTo(GUARD);
        assertThat(files.of(target)).containsExactly(file);
    }

    @Test
    void theDiskIsLeftInPeaceWhereNothingDiffers() throws Exception {
        files.store(target, GUARD);
        FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, old);

        assertThat(files.store(target, GUARD)).isFalse();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);

        assertThat(files.store(target, guard("104.16.0.0/13"))).isTrue();
        assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(old);
    }

    @Test
    void aDamagedFileIsPutRight() throws Exception {
        files.store(target, GUARD);
        String whole = Files.readString(file);
        Files.writeString(file, "#" + whole.substring(1));

        assertThat(files.store(target, GUARD)).isTrue();
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void aTrialDoesNotOutliveABoot() throws Exception {
        files.store(target, GUARD);

        assertThat(files.store(target, guard("104.16.0.0/13").onTrial(Duration.ofMinutes(1))))
                .isFalse();

        assertThat(Files.readString(file)).isEqualTo(GUARD.toString());
    }

    @Test
    void aRemovedGuardDoesNotComeBackAtBoot() throws Exception {
        files.store(target, GUARD);

        assertThat(files.store(target, Guard.none())).isTrue();

        assertThat(file).doesNotExist();
        assertThat(files.of(target)).isEmpty();
        assertThat(files.store(target, Guard.none())).isFalse();
    }

    @Test
    void nothingIsRemovedWhereThereHasNeverBeenAnything() throws Exception {
        assertThat(files.store(target, Guard.none())).isFalse();
        files.retain(List.of(target));

        assertThat(temporary.resolve("state")).doesNotExist();
    }

    @Test
    void theGuardOfATargetThatLeftTheConfigDoesNotComeBackAtBoot() throws Exception {
        InMemoryTarget left = new InMemoryTarget("left");
        files.store(target, GUARD);
        files.store(left, GUARD);
        Path other = Files.writeString(file.resolveSibling("ranges.json"), "{}");

        files.retain(List.of(target));

        assertThat(file).exists();
        assertThat(other).exists();
        assertThat(files.of(left)).isEmpty();
    }

    @Test
    void whereATargetCannotTellItsFilesAllAreKept() throws Exception {
        files.store(target, GUARD);
        UnavailableTarget unavailable = new UnavailableTarget("other", new TargetException("no nft here"));

        assertThatThrownBy(() -> files.retain(List.of(unavailable)))
                .isInstanceOf(StateException.class)
                .hasMessage("target other: no boot file: no nft here");
        assertThat(file).exists();
    }

    @Test
    void whatCannotBeWrittenLeavesTheOldFileAndSaysSo() throws Exception {
        files.store(target, GUARD);
        obstruct();

        assertThatThrownBy(() -> files.store(target, guard("104.16.0.0/13")))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the next boot puts up an older guard")
                .hasMessageNotContaining("\n");
        assertThat(Files.readString(file)).isEqualTo(GUARD.toString());
    }

    /** The draft cannot be written, whoever tries: there is a directory in its place. */
    private void obstruct() throws IOException {
        Files.createDirectories(file.resolveSibling("last-good.host.tmp").resolve("in the way"));
    }
}
