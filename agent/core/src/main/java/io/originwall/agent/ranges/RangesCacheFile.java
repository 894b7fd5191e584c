package io.originwall.agent.ranges;

import io.originwall.agent.state.IoErrors;
import io.originwall.state.StateStore;
import io.originwall.state.StateStore.Document;
import io.originwall.state.StateStore.TooLargeException;
import io.originwall.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The document {@code ranges.json} of the state. Its first line holds the format and a SHA-256 over all that follows, so a torn or edited file
 * is seen. That is a checksum and no signature: who may write the file may also write a sum that fits.
 */
final class RangesCacheFile {
    /** What was found. */
    sealed interface Found {
        /** There has never been a good list here. */
        record Nothing() implements Found {}

        record Valid(CachedRanges cached) implements Found {}

        /**
         * Torn or edited.
         *
         * @param problem one line that names the file
         */
        record Unusable(String problem) implements Found {}

        /**
         * There, but of a newer originwall. It holds the last good list, and must not be overwritten.
         *
         * @param problem one line that names the file and the way out
         */
        record Untouchable(String problem) implements Found {}

        /**
         * The disk refuses, or does not answer. It may hold the last good list, and must not be overwritten; but a guard must not stay down
         * for that.
         *
         * @param problem one line that names the file and the way out
         */
        record Unreadable(String problem) implements Found {}
    }

    /**
     * What was found, and in which version.
     *
     * @param version what a write must name to replace it; empty where there is nothing, and where it cannot be told
     */
    record Stored(Found found, Optional<String> version) {}

    private static final int FORMAT = 1;

    private static final String HEAD = "{\"format\":";
    private static final String SUM = ",\"sha256\":\"";
    private static final String BODY = "\",\"book\":";

    private final StateStore store;
    private final String name;
    private final String location;

    RangesCacheFile(StateStore store) {
        this(store, "ranges.json");
    }

    private RangesCacheFile(StateStore store, String name) {
        this.store = store;
        this.name = name;
        this.location = store.locate(name);
    }

    /** The list that was refused last, in the same form: for people to look at, never used. */
    static RangesCacheFile ofRefused(StateStore store) {
        return new RangesCacheFile(store, "refused-ranges.json");
    }

    void discard() throws IOException {
        store.discard(name);
    }

    /** For messages. */
    String location() {
        return location;
    }

    /**
     * Atomic and durable; on failure the old one is still there, whole.
     *
     * @throws StateStore.ConflictException if it is of another version by now
     */
    void write(CachedRanges cached, Optional<String> expected) throws IOException {
        store.write(name, expected, bytes(cached));
    }

    /** The same whatever there is by now. */
    void replace(CachedRanges cached) throws IOException {
        store.replace(name, bytes(cached));
    }

    private static byte[] bytes(CachedRanges cached) throws IOException {
        int blocks = cached.list().blocks().size()
                + cached.missing().values().stream().mapToInt(List::size).sum();
        if (blocks > RangesCacheJson.MAX_BLOCKS) {
            throw new IOException(
                    "more than " + RangesCacheJson.MAX_BLOCKS + " blocks, with those in their removal grace");
        }
        byte[] body = (RangesCacheJson.write(cached) + "}\n").getBytes(StandardCharsets.UTF_8);
        byte[] head = (HEAD + FORMAT + SUM + Sha256.hex(body) + BODY + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        if (whole.length > StateStore.MAX_DOCUMENT_BYTES) {
            throw new IOException("more than " + StateStore.MAX_DOCUMENT_BYTES + " bytes");
        }
        return whole;
    }

    Found read() {
        return stored().found();
    }

    Stored stored() {
        try {
            Optional<Document> document = store.read(name, StateStore.MAX_DOCUMENT_BYTES);
            return new Stored(
                    document.map(found -> parse(found.content())).orElseGet(Found.Nothing::new),
                    document.map(Document::version));
        } catch (TooLargeException e) {
            return new Stored(unusable(String.valueOf(e.getMessage())), Optional.of(e.version()));
        } catch (IOException e) {
            String problem = location + " cannot be read: "
                    + IoErrors.with(location, e, "make it readable, or delete it and sync again");
            return new Stored(new Found.Unreadable(problem), Optional.empty());
        }
    }

    private Found parse(byte[] bytes) {
        int line = 0;
        while (line < bytes.length && line < 200 && bytes[line] != '\n') {
            line++;
        }
        String head = new String(bytes, 0, line, StandardCharsets.UTF_8);
        int afterFormat = head.indexOf(',');
        if (head.startsWith(HEAD) && afterFormat > 0 && isNewer(head.substring(HEAD.length(), afterFormat))) {
            return new Found.Untouchable(location + ": written by a newer originwall in format "
                    + head.substring(HEAD.length(), afterFormat) + "; this one reads format " + FORMAT
                    + ": upgrade it, or delete the file and sync again");
        }
        if (!head.equals(HEAD + FORMAT + SUM + Sha256.hex(bytes, Math.min(line + 1, bytes.length)) + BODY)) {
            return unusable("was torn or edited: its checksum does not fit");
        }
        try {
            return new Found.Valid(RangesCacheJson.parse(bytes));
        } catch (MalformedListException e) {
            return unusable("is not a ranges cache: " + e.problem());
        }
    }

    private static boolean isNewer(String format) {
        boolean number =
                !format.isEmpty() && format.length() <= 9 && format.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(format) > FORMAT;
    }

    private Found unusable(String problem) {
        return new Found.Unusable(location + " " + problem);
    }
}
