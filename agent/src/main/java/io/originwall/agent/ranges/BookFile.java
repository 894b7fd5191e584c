package io.originwall.agent.ranges;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ranges.json} in the state directory. Its first line holds the format and a SHA-256 over all that follows, so a torn or edited file
 * is seen. That is a checksum and no signature: who may write the file may also write a sum that fits.
 */
final class BookFile {
    /** What was found. */
    sealed interface Found {
        /** There has never been a good list here. */
        record Nothing() implements Found {}

        record Book(RangeBook book) implements Found {}

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

    private static final int FORMAT = 1;
    /** As many blocks as there may be, in their longest form; it is read in one piece. */
    private static final int LONGEST = 32 << 20;

    private static final String HEAD = "{\"format\":";
    private static final String SUM = ",\"sha256\":\"";
    private static final String BODY = "\",\"book\":";

    private final StateDirectory directory;
    private final String name;
    private final Path file;

    BookFile(StateDirectory directory) {
        this(directory, "ranges.json");
    }

    private BookFile(StateDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
        this.file = directory.file(name);
    }

    /** The list that was refused last, in the same form: for people to look at, never used. */
    static BookFile ofRefused(StateDirectory directory) {
        return new BookFile(directory, "refused-ranges.json");
    }

    void delete() throws IOException {
        directory.delete(name);
    }

    Path path() {
        return file;
    }

    /** Atomic and durable; on failure the old file is still there, whole. */
    void write(RangeBook book) throws IOException {
        int blocks = book.list().blocks().size()
                + book.missing().values().stream().mapToInt(List::size).sum();
        if (blocks > BookJson.MOST_BLOCKS) {
            throw new IOException("more than " + BookJson.MOST_BLOCKS + " blocks, with those in their removal grace");
        }
        byte[] body = (BookJson.write(book) + "}\n").getBytes(StandardCharsets.UTF_8);
        byte[] head = (HEAD + FORMAT + SUM + Sha256.hex(body) + BODY + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        if (whole.length > LONGEST) {
            throw new IOException("more than " + LONGEST + " bytes");
        }
        directory.write(name, whole);
    }

    Found read() {
        try {
            if (directory.size(name).filter(size -> size > LONGEST).isPresent()) {
                return unusable("is longer than any that originwall writes");
            }
            return parse(directory.read(name, LONGEST));
        } catch (NoSuchFileException e) {
            return new Found.Nothing();
        } catch (IOException e) {
            return new Found.Unreadable(file + " cannot be read: "
                    + Trouble.with(file, e, "make it readable, or delete it and sync again"));
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
            return new Found.Untouchable(file + ": written by a newer originwall in format "
                    + head.substring(HEAD.length(), afterFormat) + "; this one reads format " + FORMAT
                    + ": upgrade it, or delete the file and sync again");
        }
        if (!head.equals(HEAD + FORMAT + SUM + Sha256.hex(bytes, Math.min(line + 1, bytes.length)) + BODY)) {
            return unusable("was torn or edited: its checksum does not fit");
        }
        try {
            return new Found.Book(BookJson.parse(bytes));
        } catch (MalformedListException e) {
            return unusable("is not a range book: " + e.problem());
        }
    }

    private static boolean isNewer(String format) {
        boolean number =
                !format.isEmpty() && format.length() <= 9 && format.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(format) > FORMAT;
    }

    private Found unusable(String problem) {
        return new Found.Unusable(file + " " + problem);
    }
}
