package io.originwall.agent.log;

import io.originwall.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stack trace as one line. Lines of their own would each be an event to the journal, without the priority of the first and torn from it by
 * whatever is logged in between.
 */
final class StackTraces {
    /** The innermost: beyond them it is the same few frames each time, of a thread pool or of a recursion. */
    private static final int FRAMES = 20;

    private static final int CAUSES = 5;
    private static final int MAX_MESSAGE_LENGTH = 500;

    private StackTraces() {}

    /** With a bar before each frame and each cause. */
    static String of(Throwable thrown) {
        List<String> parts = new ArrayList<>();
        String introduction = "";
        Optional<Throwable> next = Optional.of(thrown);
        for (int cause = 0; cause < CAUSES && next.isPresent(); cause++) {
            add(introduction, next.get(), parts);
            introduction = "Caused by: ";
            next = next.map(Throwable::getCause);
        }
        next.ifPresent(left -> parts.add("and more causes"));
        return String.join(" | ", parts);
    }

    private static void add(String introduction, Throwable thrown, List<String> parts) {
        parts.add(introduction + OneLine.cut(thrown.toString(), MAX_MESSAGE_LENGTH));
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            parts.add("at " + frames[i]);
        }
        if (frames.length > FRAMES) {
            parts.add("and " + (frames.length - FRAMES) + " more frames");
        }
        Stream.of(thrown.getSuppressed())
                .limit(CAUSES)
                .forEach(other -> parts.add("Suppressed: " + OneLine.cut(other.toString(), MAX_MESSAGE_LENGTH)));
    }
}
