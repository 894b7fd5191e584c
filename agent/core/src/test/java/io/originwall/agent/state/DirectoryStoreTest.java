package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.state.StateStore;
import io.originwall.state.StateStore.ConflictException;
import io.originwall.state.StateStore.Document;
import io.originwall.state.StateStore.TooLargeException;
import io.originwall.state.StateStoreContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest extends StateStoreContract {
    private static final int SMALL = 1000;

    @TempDir
    Path temporary;

    @Override
    protected StateStore open() {
        return new DirectoryStore(new StateDirectory(directory()));
    }

    private Path directory() {
        return temporary.resolve("made/when/needed");
    }

    private Path file(String name) {
        return directory().resolve(name);
    }

    @Test
    void aDocumentIsTheFileOfItsName() throws Exception {
        open().write("ranges.json", Optional.empty(), "list".getBytes(StandardCharsets.UTF_8));

        assertThat(file("ranges.json")).hasContent("list");
        assertThat(open().locate("ranges.json")).isEqualTo(file("ranges.json").toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("ranges.json"))))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("documents.lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void anEditByHandIsAChange() throws Exception {
        StateStore store = open();
        String version = store.write("ranges.json", Optional.empty(), "list".getBytes(StandardCharsets.UTF_8));
        Files.writeString(file("ranges.json"), "edit");

        assertThatThrownBy(() -> store.write("ranges.json", Optional.of(version), new byte[0]))
                .isInstanceOf(ConflictException.class);

        assertThat(file("ranges.json")).hasContent("edit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock",
                "lock.new",
                "control",
                "trial",
                "trial.confirm",
                "journal.jsonl",
                "journal.lock",
                "documents.lock",
                "last-good.nft",
                "ranges.json.tmp",
                "reload-request"
            })
    void theOtherFilesOfTheDirectoryAreNoDocuments(String name) {
        assertThatThrownBy(() -> open().replace(name, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsTooLargeForAnyDocumentCanBeReplacedUnlessItChanges() throws Exception {
        Files.createDirectories(directory());
        grow("ranges.json", StateStore.MAX_DOCUMENT_BYTES + 1L);
        StateStore store = open();
        assertThatThrownBy(() -> store.read("ranges.json", SMALL))
                .isInstanceOf(TooLargeException.class)
                .hasMessage("is longer than any that originwall writes");
        Optional<String> version = store.version("ranges.json");
        grow("ranges.json", StateStore.MAX_DOCUMENT_BYTES + 2L);

        assertThatThrownBy(() -> store.write("ranges.json", version, new byte[1]))
                .isInstanceOf(ConflictException.class);
        store.replace("ranges.json", new byte[1]);

        assertThat(store.read("ranges.json", 1)).isPresent();
    }

    private void grow(String name, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), size - 1);
        }
    }

    @Test
    void aFileThatMayNotBeUsedIsNeitherReadNorReplaced() throws Exception {
        Files.createDirectories(directory());
        Path elsewhere = Files.writeString(temporary.resolve("passwd"), "root");
        Files.createSymbolicLink(file("ranges.json"), elsewhere);

        assertThatThrownBy(() -> open().read("ranges.json", SMALL)).hasMessageContaining("is no regular file");
        assertThatThrownBy(() -> open().replace("ranges.json", new byte[0])).hasMessageContaining("is no regular file");

        assertThat(elsewhere).hasContent("root");
    }

    @Test
    void aLockThatMayNotBeUsedIsNamed() throws Exception {
        Files.createDirectories(directory());
        Files.createSymbolicLink(file("documents.lock"), temporary.resolve("missing"));

        assertThatThrownBy(() -> new LastFetch(open()).record(List.of("problem"), Optional.empty()))
                .isInstanceOf(StateException.class)
                .hasMessage("cannot write " + file("last-problems") + ": documents.lock beside it is no regular file");
        assertThat(temporary.resolve("missing")).doesNotExist();
    }

    @Test
    void whoHoldsTheLockForTooLongIsNotWaitedFor() throws Exception {
        open().replace("last-problems", new byte[0]);
        try (FileChannel channel = FileChannel.open(file("documents.lock"), StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThatThrownBy(() -> new LastFetch(open()).record(List.of("problem"), Optional.empty()))
                    .hasMessage("cannot write " + file("last-problems")
                            + ": another process holds documents.lock; wait for it, or stop it");
            assertThat(held.isValid()).isTrue();
        }
        assertThat(new LastFetch(open()).problems()).isEmpty();
    }

    /** The kernel's locks do not keep the threads of one process apart, so the contract does not show this. */
    @Test
    void ofSeveralProcessesExactlyOneWinsEachRound() throws Exception {
        int rounds = 25;
        List<Process> writers = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            writers.add(new ProcessBuilder(WriterProcess.argv(DocumentWriter.class, directory(), name + ":" + rounds))
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process writer : writers) {
            try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.lines().toList()).containsExactly("done");
            }
        }

        Document document = open().read("ranges.json", 1 << 20).orElseThrow();
        List<String> lines =
                new String(document.content(), StandardCharsets.UTF_8).lines().toList();
        for (String name : List.of("a-first", "a-second", "b-first", "b-second")) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(name))
                    .isEqualTo(java.util.stream.IntStream.range(0, rounds)
                            .mapToObj(number -> name + number)
                            .toList());
        }
    }
}
