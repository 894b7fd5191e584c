package io.originwall.host.nftables;

import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A script, whole and on disk before nft starts. Through a pipe nft would take what it got before the agent was killed for all there is,
 * and the first half of a script, that empties a set and does not fill it again, is a valid script too.
 *
 * @param path readable by its owner only
 */
record ScriptFile(Path path) implements AutoCloseable {
    static ScriptFile of(String script) throws TargetException {
        try {
            Path path = Files.createTempFile("originwall", ".nft");
            try {
                Files.writeString(path, script);
            } catch (IOException e) {
                Files.deleteIfExists(path);
                throw e;
            }
            return new ScriptFile(path);
        } catch (IOException e) {
            throw new TargetException(
                    "cannot write the script for nft to " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                            + "; nothing was changed; make room there",
                    e);
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
