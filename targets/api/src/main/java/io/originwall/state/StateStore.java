package io.originwall.state;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the state: small documents that are replaced as a whole, a log where the store has one, and a lease where several nodes share it.
 *
 * <p>Every document has a version. A write names the version that it replaces and fails with {@link ConflictException} if another writer was
 * faster, in this process or elsewhere. A reader sees the old document or the new one, never a part, also after a kill or a power failure at
 * any instant; a write that returned is durable.
 *
 * <p>Every method ends within a bound that the store sets, and fails with an {@link IOException} whose message says in one line what failed,
 * without naming the document. After any other failure than a conflict a write may or may not have happened; read again to find out. A method
 * that is given a name that {@link #requireValid} refuses throws {@link IllegalArgumentException}. Safe for use by several threads.
 */
public interface StateStore {
    /** The largest document that a store takes. */
    int MAX_DOCUMENT_BYTES = 32 << 20;

    /** Names that every file system, table and bucket takes, and that differ everywhere. */
    Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*");

    /** The longest name of a document. */
    int MAX_NAME_LENGTH = 64;

    /** How often {@link #replace} and {@link #discard} try again after a conflict. */
    int ATTEMPTS = 5;

    /**
     * A document as it was read.
     *
     * @param content not shared; the caller may keep it
     * @param version opaque, and meaningful only to the store that returned it; equal only for equal content or the same write
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Document(byte[] content, String version) {}

    /** The document is not, or no longer, of the expected version. Nothing was changed. */
    final class ConflictException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String name;

        public ConflictException(String name) {
            super("another originwall changed it in the meantime");
            this.name = name;
        }

        /** The document's name. */
        public String name() {
            return name;
        }
    }

    /** The document is larger than the reader accepts. Its version is known, so it can be replaced or deleted. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String version;

        public TooLargeException(String version) {
            super("is longer than any that originwall writes");
            this.version = version;
        }

        /** The version of the document that was not read. */
        public String version() {
            return version;
        }
    }

    /**
     * Reads a document.
     *
     * @param maxBytes at most {@link #MAX_DOCUMENT_BYTES}
     * @return empty if there is none of this name
     * @throws TooLargeException if it has more bytes
     * @throws IOException if it cannot be read; it may exist
     */
    Optional<Document> read(String name, int maxBytes) throws IOException;

    /**
     * Replaces a document if it is still of the expected version, or creates it.
     *
     * @param expected the version to replace; empty if there must be no document of this name
     * @param content at most {@link #MAX_DOCUMENT_BYTES}
     * @return the new version
     * @throws ConflictException if it is of another version, exists although it must not, or is gone
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the content is too large
     */
    String write(String name, Optional<String> expected, byte[] content) throws IOException;

    /**
     * Deletes a document if it is still of the expected version.
     *
     * @throws ConflictException if it is of another version, or gone
     * @throws IOException if it cannot be deleted
     */
    void delete(String name, String expected) throws IOException;

    /** The current version, without the content; empty if there is no document of this name. */
    default Optional<String> version(String name) throws IOException {
        try {
            return read(name, MAX_DOCUMENT_BYTES).map(Document::version);
        } catch (TooLargeException e) {
            return Optional.of(e.version());
        }
    }

    /**
     * Replaces a document whatever it holds. For what the last writer knows best, such as the problems of the last fetch.
     *
     * @throws ConflictException if others were faster, time after time
     */
    default void replace(String name, byte[] content) throws IOException {
        retrying(() -> write(name, version(name), content));
    }

    /**
     * Deletes a document if there is one, whatever it holds.
     *
     * @throws ConflictException if others were faster, time after time
     */
    default void discard(String name) throws IOException {
        retrying(() -> {
            Optional<String> version = version(name);
            if (version.isPresent()) {
                delete(name, version.get());
            }
            return name;
        });
    }

    /** Where the document of this name lies, for messages: a path, or a URL without secrets. */
    String locate(String name);

    /** The log of this store; empty if it has none. */
    Optional<StateLog> log();

    /**
     * The lease of this name, by which one of several nodes is the one to work.
     *
     * @return empty if the store has none: then its processes exclude each other in another way, or not at all
     */
    Optional<Lease> lease(String name);

    /** An attempt to write. */
    @FunctionalInterface
    interface Attempt {
        Object run() throws IOException;
    }

    /**
     * Runs an attempt that reads and then writes, again after each conflict, up to {@link #ATTEMPTS} times.
     *
     * @throws ConflictException if the last attempt had one too
     */
    static void retrying(Attempt attempt) throws IOException {
        for (int number = 1; ; number++) {
            try {
                attempt.run();
                return;
            } catch (ConflictException e) {
                if (number == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns the name if a document can have it: lower-case ASCII letters, digits, hyphens and single dots, at most
     * {@link #MAX_NAME_LENGTH} characters, no dot or hyphen first and no dot last.
     *
     * @throws IllegalArgumentException otherwise
     */
    static String requireValid(String name) {
        if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a document: " + name);
        }
        return name;
    }
}
