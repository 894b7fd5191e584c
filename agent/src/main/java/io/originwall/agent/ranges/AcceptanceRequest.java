package io.originwall.agent.ranges;

import io.originwall.agent.state.StateException;
import io.originwall.agent.state.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * How {@code sync --accept} asks the daemon, another process, to take the next list on the operator's word: by an empty file in the state
 * directory, which the daemon deletes once it has asked the source. Whoever may write there may change the last good list as well.
 */
public final class AcceptanceRequest {
    /** A word given for the list of this moment must not hold for one of next week, where nobody took it up. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    private final Path file;

    public AcceptanceRequest(Path stateDirectory) {
        this.file = stateDirectory.resolve("accept-request");
    }

    public void leave() throws StateException {
        clear();
        try {
            Files.write(
                    file,
                    new byte[0],
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    public boolean isLeft() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Left, and lately. */
    public boolean isGood(Instant now) throws StateException {
        try {
            Instant left =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            return Duration.between(left, now).abs().compareTo(GOOD_FOR) < 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StateException("cannot look at " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    public void clear() throws StateException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StateException("cannot remove " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }
}
