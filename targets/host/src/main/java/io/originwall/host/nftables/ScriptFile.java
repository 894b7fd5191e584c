package io.originwall.host.nftables;

import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A script, whole and on disk before nft starts. Through a pipe nft would take what it got before the agent was killed for all there is,
 * and the first half of a script, that empties a set and does not fill it again, is a valid script too.
 *
 * @param path readable by its owner only
 */
record ScriptFile(Path path) implements AutoCloseable {
    /** In the usual place, or else where there is memory instead of a disk: a full disk must not keep anybody from removing the guard. */
    static ScriptFile of(String script) throws TargetException {
        return of(script, List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/run"), Path.of("/dev/shm")));
    }

    static ScriptFile of(String script, List<Path> directories) throws TargetException {
        List<String> problems = new ArrayList<>();
        for (Path directory : directories) {
            try {
                return in(directory, script);
            } catch (IOException e) {
                problems.add(directory + ": " + e.getMessage());
            }
        }
        throw new TargetException("cannot write the script for nft anywhere (" + String.join("; ", problems)
                + "); nothing was changed; make room in one of them");
    }

    private static ScriptFile in(Path directory, String script) throws IOException {
        Path path = Files.createTempFile(directory, "originwall", ".nft");
        try {
            Files.writeString(path, script);
            return new ScriptFile(path);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    @Override
    public void close() throws TargetException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new TargetException(
                    "cannot delete " + path + ": " + e.getMessage() + "; it may be deleted by hand", e);
        }
    }
}
