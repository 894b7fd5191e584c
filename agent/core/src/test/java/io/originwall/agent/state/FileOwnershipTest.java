package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root at work in the state directory of the service; runs as root only, the test on a real systemd shows the same. */
class FileOwnershipTest {
    private static final int SERVICE = 4711;

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void giveTheDirectoryToTheService() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Files.setAttribute(directory, "unix:uid", SERVICE);
        Files.setAttribute(directory, "unix:gid", SERVICE);
    }

    private static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void whatRootWritesIsTheServices() throws Exception {
        Path file = directory.resolve("ranges.json");

        AtomicFile.write(file, "[]".getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, "[1]".getBytes(StandardCharsets.UTF_8));

        assertThat(owner(file)).isEqualTo(SERVICE);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(SERVICE);
    }

    @Test
    void theServiceMayTakeTheLockThatRootLeft() throws Exception {
        StateLock.take(new StateDirectory(directory), "sync").close();

        assertThat(owner(directory.resolve("lock"))).isEqualTo(SERVICE);
    }

    @Test
    void whatRootRestoredStaysReadableForTheService() throws Exception {
        Path file = Files.writeString(directory.resolve("last-good.nft"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        new StateDirectory(directory).create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void noLinkOfTheServicesLeadsRootElsewhere(@TempDir Path elsewhere) throws Exception {
        Path secret = Files.writeString(elsewhere.resolve("secret"), "root's");
        Path link = Files.createSymbolicLink(directory.resolve("lock"), secret);

        FileOwnership.follow(link);
        assertThatThrownBy(() -> StateLock.take(new StateDirectory(directory), "sync"))
                .isInstanceOf(StateException.class);

        assertThat(owner(secret)).isZero();
        assertThat(secret).hasContent("root's");
    }

    @Test
    void whatAnybodyElseOwnsStaysTheirs() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        Files.setAttribute(file, "unix:uid", SERVICE + 1);

        FileOwnership.follow(file);

        assertThat(owner(file)).isEqualTo(SERVICE + 1);
    }
}
