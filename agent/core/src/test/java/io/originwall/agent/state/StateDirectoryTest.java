package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.agent.state.StateDirectory.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StateDirectoryTest {
    private static final int SERVICE = 4711;

    @TempDir
    private Path path = Path.of("");

    private StateDirectory directory = new StateDirectory(path);

    @BeforeEach
    void open() {
        directory = new StateDirectory(path.resolve("state"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String read(String name) throws IOException {
        return new String(directory.read(name, 100), StandardCharsets.UTF_8);
    }

    private Path file(String name) throws IOException {
        Files.createDirectories(directory.path());
        return directory.file(name);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void become(int user, Path file) throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Files.setAttribute(file, "unix:uid", user);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        directory.write("last-changes", bytes("noon"));

        assertThat(read("last-changes")).isEqualTo("noon");
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> read("last-changes")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatItMakesIsNotForOthersToRead() throws Exception {
        directory.write("last-changes", bytes("noon"));
        directory.touch("reload-request");
        directory.use("journal.lock", Access.LOCK, channel -> channel);

        assertThat(mode(directory.path())).isEqualTo("rwxr-x---");
        assertThat(mode(directory.file("last-changes"))).isEqualTo("rw-r-----");
        assertThat(mode(directory.file("reload-request"))).isEqualTo("rw-r-----");
        assertThat(mode(directory.file("journal.lock"))).isEqualTo("rw-------");
    }

    @Test
    void noNameLeadsOutOfIt() {
        assertThatThrownBy(() -> directory.file("../secret")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.file("a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws Exception {
        Files.writeString(file("last-changes"), "x".repeat(101));

        assertThatThrownBy(() -> read("last-changes"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is longer than any that originwall writes");
    }

    @Nested
    class WhatTheServicesAccountPutThere {
        @Test
        void noLinkIsFollowed() throws Exception {
            Path secret = Files.writeString(path.resolve("secret"), "root's");
            Files.createSymbolicLink(file("last-changes"), secret);

            for (Access access : Access.values()) {
                assertThatThrownBy(() -> directory.use("last-changes", access, channel -> channel))
                        .as("%s", access)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("is no regular file");
            }
            assertThatThrownBy(() -> directory.lastModified("last-changes")).isInstanceOf(FileSystemException.class);

            directory.write("last-changes", bytes("ours"));
            assertThat(secret).hasContent("root's");
            assertThat(read("last-changes")).isEqualTo("ours");
        }

        @Test
        void aPipeMakesNobodyWait() throws Exception {
            assertThat(new ProcessBuilder("mkfifo", file("ranges.json").toString())
                            .start()
                            .waitFor())
                    .isZero();

            for (Access access : Access.values()) {
                assertThatThrownBy(() -> directory.use("ranges.json", access, channel -> channel))
                        .as("%s", access)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("is no regular file");
            }
        }

        @Test
        void aFileOfAnotherUsersIsNotRead() throws Exception {
            become(SERVICE, Files.createDirectories(directory.path()));
            become(SERVICE + 1, Files.writeString(file("last-changes"), "theirs"));

            assertThatThrownBy(() -> read("last-changes"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("belongs to user 4712, who is neither root nor the owner of the directory");
        }

        @Test
        void aHardLinkToAFileOfRootsIsNotRead() throws Exception {
            become(SERVICE, Files.createDirectories(directory.path()));
            Files.createLink(file("last-changes"), Files.writeString(path.resolve("secret"), "root's"));

            assertThatThrownBy(() -> read("last-changes"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("is root's and has another name elsewhere");
        }

        @Test
        void whatRootOrTheServiceWroteIsRead() throws Exception {
            become(SERVICE, Files.createDirectories(directory.path()));
            Files.writeString(file("last-changes"), "root's");
            become(SERVICE, Files.writeString(file("last-problems"), "the service's"));

            assertThat(read("last-changes")).isEqualTo("root's");
            assertThat(read("last-problems")).isEqualTo("the service's");
        }
    }

    @Nested
    class WhatAnEarlierVersionLeft {
        @BeforeEach
        void forAllToRead() throws IOException {
            for (String name : new String[] {"accept-request", "journal.lock", "last-changes", "ranges.json"}) {
                allow("rw-r--r--", Files.writeString(file(name), ""));
            }
            allow("rwxr-xr-x", directory.path());
        }

        private void allow(String mode, Path file) throws IOException {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }

        @Test
        void isTakenFromOthers() throws Exception {
            directory.create();

            assertThat(mode(directory.path())).isEqualTo("rwxr-x---");
            assertThat(mode(directory.file("accept-request"))).isEqualTo("rw-r-----");
            assertThat(mode(directory.file("ranges.json"))).isEqualTo("rw-r-----");
            assertThat(mode(directory.file("journal.lock"))).isEqualTo("rw-------");
        }

        @Test
        void staysStricterWhereItWas() throws Exception {
            allow("rw-------", directory.file("ranges.json"));
            allow("rwx------", directory.path());

            directory.create();

            assertThat(mode(directory.path())).isEqualTo("rwx------");
            assertThat(mode(directory.file("ranges.json"))).isEqualTo("rw-------");
        }

        /** {@code state-dir: /srv} would take the host's web pages from its web server. */
        @Test
        void isLeftToTheDirectoryWhereThatHoldsOtherThingsToo() throws Exception {
            allow("rw-r--r--", Files.writeString(file("index.html"), ""));

            directory.create();

            assertThat(mode(directory.path())).isEqualTo("rwxr-xr-x");
            assertThat(mode(directory.file("index.html"))).isEqualTo("rw-r--r--");
            assertThat(mode(directory.file("ranges.json"))).isEqualTo("rw-r-----");
        }

        @Test
        void ofALinkIsNotTakenFromWhatItLeadsTo() throws Exception {
            Path other = Files.writeString(path.resolve("other"), "");
            allow("rw-r--r--", other);
            Files.createSymbolicLink(file("last-good.nft"), other);

            directory.create();

            assertThat(mode(other)).isEqualTo("rw-r--r--");
        }
    }

    @Nested
    class AFileSystemThatHangs {
        private final TimeLimit limit = new TimeLimit(Duration.ofMillis(100));
        private final CountDownLatch answers = new CountDownLatch(1);

        private String hang() throws IOException {
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return "at last";
        }

        @Test
        void isGivenUpOn() {
            assertThatThrownBy(() -> limit.run(path, this::hang))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(path + ": does not answer within 100 ms");
            answers.countDown();
        }

        @Test
        void isNotAskedAgainUntilItAnswers() throws Exception {
            assertThatThrownBy(() -> limit.run(path, this::hang)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> limit.run(path, () -> "not asked")).hasMessage(path + ": still does not answer");

            answers.countDown();

            String answer = "";
            while (answer.isEmpty()) {
                try {
                    answer = limit.run(path, () -> "asked again");
                } catch (FileSystemException stillHangs) {
                    Thread.onSpinWait();
                }
            }
            assertThat(answer).isEqualTo("asked again");
        }

        @Test
        void keepsTheInterruptForTheCaller() throws Exception {
            Thread.currentThread().interrupt();

            assertThat(limit.run(path, () -> "done")).isEqualTo("done");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
