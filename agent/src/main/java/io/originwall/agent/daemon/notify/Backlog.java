package io.originwall.agent.daemon.notify;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one receiver is still to be told: the very same again is one notice, and beyond a limit the oldest is left out. Not thread-safe. */
final class Backlog {
    private static final int MOST = 50;

    private final Map<Notice.Key, Notice> notices = new LinkedHashMap<>();
    private long leftOut;

    /** The last one last: whoever reads the list finds out how it stands now at its end. */
    void add(Notice notice) {
        Optional<Notice> earlier = Optional.ofNullable(notices.remove(notice.key()));
        notices.put(notice.key(), earlier.map(notice::after).orElse(notice));
        if (notices.size() > MOST) {
            Notice oldest = notices.values().iterator().next();
            notices.remove(oldest.key());
            leftOut += oldest.times();
        }
    }

    boolean isEmpty() {
        return notices.isEmpty();
    }

    List<Notice> notices() {
        return List.copyOf(notices.values());
    }

    long leftOut() {
        return leftOut;
    }

    /** How many times something is left untold. */
    long size() {
        return leftOut + notices.values().stream().mapToLong(Notice::times).sum();
    }

    void clear() {
        notices.clear();
        leftOut = 0;
    }

    /** Puts back what could not be told, before what has come since. */
    void putBack(Collection<Notice> untold, long alsoLeftOut) {
        List<Notice> since = notices();
        notices.clear();
        leftOut += alsoLeftOut;
        untold.forEach(this::add);
        since.forEach(this::add);
    }
}
