package io.originwall.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.state.StateStore.ConflictException;
import io.originwall.state.StateStore.Document;
import io.originwall.state.StateStore.TooLargeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every state store keeps to. A store's test extends this and says how the store is opened. What a store does not have, a log or a
 * lease, is skipped, and the test's output says so.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StateStoreContract {
    private static final String NAME = "ranges.json";
    private static final int SMALL = 1000;
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Opens the store as another process does: over the same content, sharing no object with one that was opened before. */
    protected abstract StateStore open() throws Exception;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Optional<Document> document) {
        return new String(document.orElseThrow().content(), StandardCharsets.UTF_8);
    }

    /** Runs all of it at once, and returns what each came to. */
    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            CyclicBarrier start = new CyclicBarrier(work.size());
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> each : work) {
                running.add(threads.submit(() -> {
                    start.await();
                    return each.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDocumentIsThereOnceItWasWrittenAndNotBefore() throws Exception {
        StateStore store = open();
        assertThat(store.read(NAME, SMALL)).isEmpty();
        assertThat(store.version(NAME)).isEmpty();

        String version = store.write(NAME, Optional.empty(), bytes("first"));

        Optional<Document> read = open().read(NAME, SMALL);
        assertThat(text(read)).isEqualTo("first");
        assertThat(read.orElseThrow().version()).isEqualTo(version);
        assertThat(open().version(NAME)).contains(version);
    }

    @Test
    void aDocumentIsReplacedByWhoKnowsItsVersion() throws Exception {
        StateStore store = open();
        String first = store.write(NAME, Optional.empty(), bytes("first, and longer"));

        String second = open().write(NAME, Optional.of(first), bytes("second"));

        assertThat(second).isNotEqualTo(first);
        assertThat(text(store.read(NAME, SMALL))).isEqualTo("second");
    }

    @Test
    void aDocumentThatSomebodyElseChangedIsNotReplaced() throws Exception {
        StateStore store = open();
        String first = store.write(NAME, Optional.empty(), bytes("first"));
        open().write(NAME, Optional.of(first), bytes("second"));

        assertThatThrownBy(() -> store.write(NAME, Optional.of(first), bytes("third")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.name()).isEqualTo(NAME));
        assertThatThrownBy(() -> store.delete(NAME, first)).isInstanceOf(ConflictException.class);

        assertThat(text(store.read(NAME, SMALL))).isEqualTo("second");
    }

    @Test
    void aDocumentThatExistsIsNotCreated() throws Exception {
        StateStore store = open();
        store.write(NAME, Optional.empty(), bytes("first"));

        assertThatThrownBy(() -> store.write(NAME, Optional.empty(), bytes("second")))
                .isInstanceOf(ConflictException.class);

        assertThat(text(store.read(NAME, SMALL))).isEqualTo("first");
    }

    @Test
    void aDocumentThatIsGoneIsNeitherReplacedNorDeleted() throws Exception {
        StateStore store = open();
        String version = store.write(NAME, Optional.empty(), bytes("first"));
        open().delete(NAME, version);
        assertThat(store.read(NAME, SMALL)).isEmpty();

        assertThatThrownBy(() -> store.write(NAME, Optional.of(version), bytes("second")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store.delete(NAME, version)).isInstanceOf(ConflictException.class);

        assertThat(store.read(NAME, SMALL)).isEmpty();
        store.write(NAME, Optional.empty(), bytes("again"));
        assertThat(text(store.read(NAME, SMALL))).isEqualTo("again");
    }

    @Test
    void documentsDoNotTouchEachOther() throws Exception {
        StateStore store = open();
        store.write(NAME, Optional.empty(), bytes("ranges"));
        String other = store.write("last-changes", Optional.empty(), bytes("changes"));
        store.delete("last-changes", other);

        assertThat(text(store.read(NAME, SMALL))).isEqualTo("ranges");
        assertThat(store.read("last-changes", SMALL)).isEmpty();
    }

    @Test
    void replaceAndDiscardTakeWhateverIsThere() throws Exception {
        StateStore store = open();
        store.discard(NAME);
        store.replace(NAME, bytes("first"));
        open().replace(NAME, bytes("second"));
        assertThat(text(store.read(NAME, SMALL))).isEqualTo("second");

        store.discard(NAME);
        assertThat(store.read(NAME, SMALL)).isEmpty();
    }

    @Test
    void ofTwoWritersAtOnceExactlyOneWinsEachRound() throws Exception {
        StateStore one = open();
        StateStore other = open();
        Optional<String> version = Optional.empty();
        for (int round = 0; round < 30; round++) {
            Optional<String> expected = version;
            List<Optional<String>> versions = atOnce(List.of(
                    attempt(one, expected, "one " + round),
                    attempt(other, expected, "other " + round),
                    // Threads that share a store exclude each other too.
                    attempt(one, expected, "third " + round)));

            assertThat(versions.stream().flatMap(Optional::stream))
                    .as("round %d", round)
                    .hasSize(1);
            version = one.version(NAME);
            assertThat(versions).contains(version);
        }
    }

    private static Callable<Optional<String>> attempt(StateStore store, Optional<String> expected, String content) {
        return () -> {
            try {
                return Optional.of(store.write(NAME, expected, bytes(content)));
            } catch (ConflictException e) {
                return Optional.empty();
            }
        };
    }

    @Test
    void incrementsByManyAtOnceAreAllCounted() throws Exception {
        int each = 20;
        List<Callable<Integer>> counters = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            StateStore store = open();
            counters.add(() -> {
                int done = 0;
                while (done < each) {
                    done += isIncremented(store) ? 1 : 0;
                }
                return each;
            });
        }

        int total = atOnce(counters).stream().mapToInt(Integer::intValue).sum();

        assertThat(text(open().read(NAME, SMALL))).isEqualTo("" + total);
    }

    /** False where another writer was faster. */
    private static boolean isIncremented(StateStore store) throws IOException {
        Optional<Document> before = store.read(NAME, SMALL);
        int count = before.isEmpty() ? 0 : Integer.parseInt(text(before));
        try {
            store.write(NAME, before.map(Document::version), bytes("" + (count + 1)));
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    @Test
    void aReaderBesideAWriterSeesWholeDocuments() throws Exception {
        StateStore writing = open();
        StateStore reading = open();
        writing.replace(NAME, bytes("0".repeat(SMALL)));
        AtomicBoolean written = new AtomicBoolean();

        atOnce(List.<Callable<Boolean>>of(
                () -> {
                    try {
                        for (int round = 0; round < 50; round++) {
                            writing.replace(NAME, bytes(("" + round % 10).repeat(SMALL)));
                        }
                    } finally {
                        written.set(true);
                    }
                    return true;
                },
                () -> {
                    while (!written.get()) {
                        String seen = text(reading.read(NAME, SMALL));
                        assertThat(seen).isEqualTo(seen.substring(0, 1).repeat(SMALL));
                    }
                    return true;
                }));
    }

    @Test
    void aDocumentIsBytesAndMayBeEmpty() throws Exception {
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        StateStore store = open();
        store.replace(NAME, all);
        store.replace("empty", new byte[0]);

        assertThat(store.read(NAME, 256).orElseThrow().content()).isEqualTo(all);
        assertThat(store.read("empty", 0).orElseThrow().content()).isEmpty();
        assertThat(store.version("empty")).isPresent();
    }

    @Test
    void aDocumentThatIsLargerThanTheReaderTakesIsNotReadButCanBeReplaced() throws Exception {
        StateStore store = open();
        String version = store.write(NAME, Optional.empty(), bytes("x".repeat(11)));

        assertThat(store.read(NAME, 11)).isPresent();
        assertThatThrownBy(() -> store.read(NAME, 10))
                .isInstanceOfSatisfying(
                        TooLargeException.class,
                        large -> assertThat(large.version()).isEqualTo(version));

        store.write(NAME, Optional.of(version), bytes("short"));
        assertThat(text(store.read(NAME, 10))).isEqualTo("short");
    }

    @Test
    void theLargestDocumentIsTakenAndALargerOneIsRefused() throws Exception {
        StateStore store = open();
        byte[] largest = new byte[StateStore.MAX_DOCUMENT_BYTES];
        largest[largest.length - 1] = 1;
        String version = store.write(NAME, Optional.empty(), largest);

        assertThat(store.read(NAME, StateStore.MAX_DOCUMENT_BYTES).orElseThrow().content())
                .isEqualTo(largest);
        assertThatThrownBy(() -> store.write(NAME, Optional.of(version), new byte[largest.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.version(NAME)).contains(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".hidden",
                "-option",
                "a/b",
                "../a",
                "/a",
                "a\\b",
                "c:a",
                "a..b",
                "a.",
                "A",
                "a b",
                "a\n",
                "a\0",
                "a%",
                "ä",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aNameThatIsNotOneEverywhereIsRefused(String name) throws Exception {
        StateStore store = open();

        assertThatThrownBy(() -> store.read(name, SMALL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.write(name, Optional.empty(), bytes("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(name, "version")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.locate(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageCanSayWhereADocumentLies() throws Exception {
        assertThat(open().locate(NAME)).contains(NAME).doesNotContain("\n").isEqualTo(open().locate(NAME));
    }

    private StateLog log() throws Exception {
        Optional<StateLog> log = open().log();
        assumeTrue(log.isPresent(), "this store has no log");
        return log.orElseThrow();
    }

    private static List<String> read(StateLog log, int most) throws IOException {
        List<String> lines = new ArrayList<>();
        log.read(line -> {
            lines.add(line.text());
            return lines.size() < most;
        });
        return lines;
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "line " + number).toList();
    }

    private static List<String> reversed(List<String> lines) {
        List<String> reversed = new ArrayList<>(lines);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void anEmptyLogHasNoLines() throws Exception {
        assertThat(read(log(), SMALL)).isEmpty();
    }

    @Test
    void linesAreReadTheNewestFirstAndNoMoreThanTheReaderWants() throws Exception {
        StateLog log = log();
        log.append(lines(0, 1));
        log.append(lines(1, 4));
        log().append(lines(4, 5));

        assertThat(read(log, SMALL)).isEqualTo(reversed(lines(0, 5)));
        assertThat(read(log(), 2)).containsExactly("line 4", "line 3");
    }

    @Test
    void aLineSaysWhereItStands() throws Exception {
        StateLog log = log();
        log.append(lines(0, 3));
        List<String> positions = new ArrayList<>();
        log.read(line -> positions.add(line.position()));

        assertThat(positions)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allSatisfy(position -> assertThat(position).isNotBlank().doesNotContain("\n"));
        assertThat(log.location()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void aLineMayBeLongAndOfAnyCharacters() throws Exception {
        StateLog log = log();
        List<String> lines = List.of("äöü € \uD83D\uDE00 \t \u001b \\ ' \" %s", "x".repeat(StateLog.MAX_LINE_BYTES));
        log.append(lines);

        assertThat(read(log(), SMALL)).isEqualTo(reversed(lines));
    }

    @Test
    void whatIsNotOneLineIsRefusedAndNothingOfItIsWritten() throws Exception {
        StateLog log = log();
        String tooLong = "ä".repeat(StateLog.MAX_LINE_BYTES / 2) + "x";

        assertThatThrownBy(() -> log.append(List.of("good", "two\nlines")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(List.of("good", tooLong))).isInstanceOf(IllegalArgumentException.class);

        assertThat(read(log, SMALL)).isEmpty();
    }

    @Test
    void linesThatAreAppendedTogetherStayTogether() throws Exception {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (String writer : List.of("a", "b", "c")) {
            StateLog log = log();
            writers.add(() -> {
                for (int number = 0; number < 30; number++) {
                    log.append(List.of(writer + number + " begin", writer + number + " end"));
                }
                return true;
            });
        }
        atOnce(writers);

        List<String> lines = reversed(read(log(), SMALL));
        assertThat(lines).hasSize(180).doesNotHaveDuplicates();
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(lines.get(i + 1)).isEqualTo(lines.get(i).replace("begin", "end"));
        }
        for (String writer : List.of("a", "b", "c")) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(writer) && line.endsWith("begin"))
                    .isEqualTo(IntStream.range(0, 30)
                            .mapToObj(number -> writer + number + " begin")
                            .toList());
        }
    }

    @Test
    void aReaderBesideAnAppenderMissesNothingThatWasThere() throws Exception {
        StateLog writing = log();
        StateLog reading = log();
        writing.append(lines(0, 50));
        AtomicBoolean written = new AtomicBoolean();

        atOnce(List.<Callable<Boolean>>of(
                () -> {
                    try {
                        for (int number = 50; number < 200; number++) {
                            writing.append(lines(number, number + 1));
                        }
                    } finally {
                        written.set(true);
                    }
                    return true;
                },
                () -> {
                    while (!written.get()) {
                        List<String> seen = reversed(read(reading, SMALL));
                        assertThat(seen).hasSizeGreaterThanOrEqualTo(50).isEqualTo(lines(0, seen.size()));
                    }
                    return true;
                }));

        assertThat(reversed(read(reading, SMALL))).isEqualTo(lines(0, 200));
    }

    private Lease lease(String name) throws Exception {
        Optional<Lease> lease = open().lease(name);
        assumeTrue(lease.isPresent(), "this store has no lease");
        return lease.orElseThrow();
    }

    @Test
    void aLeaseIsHeldByOne() throws Exception {
        Lease lease = lease("edge");
        long epoch = lease.take("one", LONG).orElseThrow();

        assertThat(lease("edge").take("other", LONG)).isEmpty();
        assertThat(lease.take("one", LONG)).as("taken twice").isEmpty();
        assertThat(lease.isHeld(epoch)).isTrue();
        assertThat(lease("edge").isHeld(epoch + 1)).isFalse();
        assertThat(lease("edge").holder()).contains("one");
        assertThat(lease("another").take("other", LONG)).isPresent();
    }

    @Test
    void aReleasedLeaseIsTakenWithAGreaterEpoch() throws Exception {
        Lease lease = lease("edge");
        long first = lease.take("one", LONG).orElseThrow();
        lease.release(first);
        assertThat(lease.isHeld(first)).isFalse();
        assertThat(lease.holder()).isEmpty();
        assertThat(lease.renew(first, LONG)).isFalse();

        long second = lease("edge").take("other", LONG).orElseThrow();
        lease.release(first);

        assertThat(second).isGreaterThan(first);
        assertThat(lease.isHeld(second)).as("released by who held it before").isTrue();
    }

    @Test
    void aLeaseEndsByItselfAndItsHolderCannotRenewIt() throws Exception {
        Lease lease = lease("edge");
        long first = lease.take("one", Duration.ofMillis(50)).orElseThrow();
        OptionalLong second = OptionalLong.empty();
        while (second.isEmpty()) { // until the store's clock says that it has ended
            Thread.sleep(10);
            second = lease("edge").take("other", LONG);
        }

        assertThat(second.getAsLong()).isGreaterThan(first);
        assertThat(lease.isHeld(first)).isFalse();
        assertThat(lease.renew(first, LONG)).isFalse();
        assertThat(lease.holder()).contains("other");
    }

    @Test
    void aRenewedLeaseStaysWithItsHolder() throws Exception {
        Lease lease = lease("edge");
        long epoch = lease.take("one", LONG).orElseThrow();

        assertThat(lease.renew(epoch, LONG.multipliedBy(2))).isTrue();

        assertThat(lease.isHeld(epoch)).isTrue();
        assertThat(lease("edge").take("other", LONG)).isEmpty();
    }

    @Test
    void ofManyThatTakeALeaseAtOnceOneGetsIt() throws Exception {
        List<Callable<OptionalLong>> takers = new ArrayList<>();
        for (int taker = 0; taker < 4; taker++) {
            Lease lease = lease("edge");
            takers.add(() -> lease.take("node", LONG));
        }

        assertThat(atOnce(takers)).filteredOn(OptionalLong::isPresent).hasSize(1);
    }
}
