package io.originwall.agent.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a command asks the daemon, another process, for something: by a file in the state directory, empty or with a word in it, which the daemon deletes when
 * it has taken it up. Whoever may write there may change the last good list as well.
 */
public final class Request {
    /** A word given for this moment must not hold next week, where nobody took it up. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(200);

    private static final int LONGEST_WORD = 100;

    private final StateDirectory directory;
    private final String name;
    private final Path file;

    private Request(StateDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
        this.file = directory.file(name);
    }

    /** To take the next list on the operator's word: {@code sync --accept}. Cleared once the source was asked. */
    public static Request acceptance(StateDirectory directory) {
        return new Request(directory, "accept-request");
    }

    /** To read the config again, where no signal can say so: {@code service reload}. Cleared before that is done. */
    public static Request reload(StateDirectory directory) {
        return new Request(directory, "reload-request");
    }

    /** The same without a word. */
    public boolean ask(Duration patience) throws StateException, InterruptedException {
        return ask(patience, "");
    }

    /**
     * Leaves it and waits for the daemon.
     *
     * @param word what it is about: short, and no secret
     * @return whether the daemon took it up in time; if not, it is withdrawn
     */
    public boolean ask(Duration patience, String word) throws StateException, InterruptedException {
        leave(word);
        long end = System.nanoTime() + patience.toNanos();
        while (isLeft()) {
            if (System.nanoTime() - end > 0) {
                clear();
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    public void leave() throws StateException {
        leave("");
    }

    private void leave(String word) throws StateException {
        try {
            if (word.isEmpty()) {
                directory.touch(name);
            } else {
                directory.write(name, word.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    public boolean isLeft() throws StateException {
        return left().isPresent();
    }

    /** What was left with it; empty where there is none by now. */
    public String word() throws StateException {
        try {
            return new String(directory.read(name, LONGEST_WORD), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    /** Left, and lately. */
    public boolean isGood(Instant now) throws StateException {
        return left().filter(then -> Duration.between(then, now).abs().compareTo(GOOD_FOR) < 0)
                .isPresent();
    }

    private Optional<Instant> left() throws StateException {
        try {
            return directory.lastModified(name);
        } catch (IOException e) {
            throw new StateException("cannot look at " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    /** Clears it; was it good? */
    public boolean take(Instant now) throws StateException {
        boolean good = isGood(now);
        if (good) {
            clear();
        }
        return good;
    }

    public void clear() throws StateException {
        try {
            directory.delete(name);
        } catch (IOException e) {
            throw new StateException("cannot remove " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }
}
