package io.originwall.agent.state;

import io.originwall.state.Lease;
import io.originwall.state.StateLog;
import io.originwall.state.StateStore;
import io.originwall.text.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the state of one host in a directory: each document is the file of its name, the log is {@code journal.jsonl}. A version is the
 * SHA-256 of the content, so an edit by hand is a change too. A write compares and replaces under a lock of its own, held for a moment:
 * {@link StateLock} is held by the daemon as long as it lives. There is no lease; {@link StateLock} keeps two agents apart.
 */
public final class DirectoryStore implements StateStore {
    private static final String LOCK = "documents.lock";

    /** What else is in the directory. */
    private static final Pattern NOT_DOCUMENTS = Pattern.compile(
            "lock(\\..*)?|control|trial(\\..*)?|journal\\..*|last-good\\..*|.*\\.(lock|tmp)|.*-request");

    private final StateDirectory directory;
    private final StateLog log;

    /** Opens nothing yet; the directory is made on the first write, if it is missing. */
    public DirectoryStore(StateDirectory directory) {
        this(directory, DirectoryLog.Limits.USUAL);
    }

    DirectoryStore(StateDirectory directory, DirectoryLog.Limits limits) {
        this.directory = directory;
        this.log = new DirectoryLog(directory, limits);
    }

    @Override
    public Optional<Document> read(String name, int maxBytes) throws IOException {
        Optional<Long> size = directory.size(document(name));
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (size.get() > maxBytes) {
            throw new TooLargeException(version(name, size.get()));
        }
        try {
            byte[] content = directory.read(name, maxBytes);
            return Optional.of(new Document(content, Sha256.hex(content)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String write(String name, Optional<String> expected, byte[] content) throws IOException {
        if (content.length > MAX_DOCUMENT_BYTES) {
            throw new IllegalArgumentException(name + " is larger than " + MAX_DOCUMENT_BYTES + " bytes");
        }
        document(name);
        return directory.exclusively(LOCK, () -> {
            requireVersion(name, expected);
            directory.write(name, content);
            return Sha256.hex(content);
        });
    }

    @Override
    public void delete(String name, String expected) throws IOException {
        document(name);
        directory.exclusively(LOCK, () -> {
            requireVersion(name, Optional.of(expected));
            return directory.delete(name);
        });
    }

    private void requireVersion(String name, Optional<String> expected) throws IOException {
        if (!version(name).equals(expected)) {
            throw new ConflictException(name);
        }
    }

    /** A file that is too large for a document is not read: whoever put it there may change it, and that is seen by its size and time. */
    private String version(String name, long size) throws IOException {
        return size > MAX_DOCUMENT_BYTES
                ? size + " bytes of " + directory.lastModified(name)
                : Sha256.hex(directory.read(name, MAX_DOCUMENT_BYTES));
    }

    @Override
    public String locate(String name) {
        return directory.file(document(name)).toString();
    }

    @Override
    public Optional<StateLog> log() {
        return Optional.of(log);
    }

    @Override
    public Optional<Lease> lease(String name) {
        return Optional.empty();
    }

    private static String document(String name) {
        if (NOT_DOCUMENTS.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a document, but of another file: " + name);
        }
        return StateStore.requireValid(name);
    }
}
