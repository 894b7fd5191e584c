package io.originwall.host.nftables;

import io.originwall.api.DriftWatch;
import io.originwall.api.TargetException;
import io.originwall.exec.RunningCommand;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to {@code nft monitor}: each transaction is some lines, one for each object, and then who did it. Text, since JSON leaves the last
 * line out.
 *
 * <p>The kernel names a process there by its number in the initial PID namespace. In a container of its own PID namespace our processes have
 * other numbers, and ours may be a stranger's out there; so every write is told of then, our own too, and costs one plan more. The memory
 * is not trusted there either.
 */
final class NftMonitor implements DriftWatch {
    private static final Pattern END = Pattern.compile("# new generation \\d+ by process (\\d+) .*");
    /** The kernel told more than nft could take in: "We lost some netlink events!". */
    private static final String LOST = "# ERROR";
    /** Our table, and the one that stands in for it. */
    private static final String OURS = " inet " + TableShape.TABLE;

    private final Nft nft;
    private final Memory memory;
    private final Runnable drifted;
    private final boolean knowsOurPids = PidNamespace.isInitial();
    private final RunningCommand monitor;
    /** Touched by the monitor's thread alone. */
    private boolean touchesOurs;

    private boolean listening;

    /** @param memory is told of every write but our own; this watch vouches for it */
    NftMonitor(Nft nft, Memory memory, Runnable drifted) throws TargetException {
        this.nft = nft;
        this.memory = memory;
        this.drifted = drifted;
        this.monitor = nft.monitor(this::read);
    }

    private void read(String line) {
        // Ten thousand elements are ten thousand lines: most are looked at no longer than need be.
        if (!line.startsWith("#")) {
            touchesOurs = touchesOurs || line.contains(OURS);
            return;
        }
        if (line.startsWith(LOST)) {
            // Whatever it was, it may have been ours.
            memory.touch();
            drifted.run();
            return;
        }
        Matcher end = END.matcher(line);
        if (!end.matches()) {
            return;
        }
        boolean touched = touchesOurs;
        touchesOurs = false;
        if (touched && !isOurs(Long.parseLong(end.group(1)))) {
            memory.touch();
            drifted.run();
        }
        if (!listening && knowsOurPids) {
            // Only what is heard shows that it listens: the process takes a while until it does.
            listening = true;
            memory.trust(this);
        }
    }

    private boolean isOurs(long pid) {
        return knowsOurPids && nft.isOurs(pid);
    }

    @Override
    public boolean isAlive() {
        return monitor.isAlive();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
