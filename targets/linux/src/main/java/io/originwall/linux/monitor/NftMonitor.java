package io.originwall.linux.monitor;

import io.originwall.api.DriftWatch;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to {@code nft monitor}: each transaction is some lines, one for each object, and then who did it. Text, since JSON leaves the last
 * line out.
 *
 * <p>The kernel names a process there by its number in the initial PID namespace. In a container of its own PID namespace our processes have
 * other numbers, and ours may be a stranger's out there; so every write is told of then, our own too, and costs one plan more.
 */
public final class NftMonitor implements DriftWatch {
    private static final Command MONITOR = Command.of("nft", "-nn", "monitor");
    private static final Pattern END = Pattern.compile("# new generation \\d+ by process (\\d+) .*");
    /** The kernel told more than nft could take in: "We lost some netlink events!". */
    private static final String LOST = "# ERROR";

    private final Predicate<String> ours;
    private final OwnWriterPids writers;
    private final Runnable changed;
    private final Consumer<DriftWatch> heard;
    private final boolean knowsOurPids = PidNamespace.isInitial();
    private final RunningCommand monitor;
    /** Touched by the monitor's thread alone. */
    private boolean touchesOurs;

    private boolean listening;

    /**
     * Starts to listen.
     *
     * @param ours is a line about something of ours?
     * @param writers whose transactions are not told of
     * @param changed called for each other transaction that touches what is ours, and where the kernel lost some
     * @param heard called once, where our own writes can be told from others', as soon as anything at all was heard: only that shows that the process listens
     */
    public NftMonitor(
            CommandRunner runner,
            Predicate<String> ours,
            OwnWriterPids writers,
            Runnable changed,
            Consumer<DriftWatch> heard)
            throws TargetException {
        this.ours = ours;
        this.writers = writers;
        this.changed = changed;
        this.heard = heard;
        try {
            this.monitor = runner.start(MONITOR, this::read);
        } catch (CommandException e) {
            throw new TargetException(e.getMessage() + "; changes by others are seen by polling only", e);
        }
    }

    private void read(String line) {
        // Ten thousand elements are ten thousand lines: most are looked at no longer than need be.
        if (!line.startsWith("#")) {
            touchesOurs = touchesOurs || ours.test(line);
            return;
        }
        if (line.startsWith(LOST)) {
            // Whatever it was, it may have been ours.
            changed.run();
            return;
        }
        Matcher end = END.matcher(line);
        if (!end.matches()) {
            return;
        }
        boolean touched = touchesOurs;
        touchesOurs = false;
        if (touched && !isOurs(Long.parseLong(end.group(1)))) {
            changed.run();
        }
        if (!listening && knowsOurPids) {
            listening = true;
            heard.accept(this);
        }
    }

    private boolean isOurs(long pid) {
        return knowsOurPids && writers.isOurs(pid);
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
