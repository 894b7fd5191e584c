package io.originwall.host.nftables;

import io.originwall.api.DriftWatch;
import io.originwall.api.TargetException;
import io.originwall.host.exec.RunningCommand;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to {@code nft monitor}: each transaction is some lines, one for each object, and then who did it. Text, since JSON leaves the last
 * line out. In a container of its own pid namespace the kernel names our processes otherwise than we do; then our own writes are taken for
 * others', and looked after once more.
 */
final class NftMonitor implements DriftWatch {
    private static final Pattern END = Pattern.compile("# new generation \\d+ by process (\\d+) .*");
    /** Our table, and the one that stands in for it. */
    private static final String OURS = " inet " + TableShape.TABLE;

    private final Nft nft;
    private final Runnable drifted;
    private final RunningCommand monitor;
    /** Touched by the monitor's thread alone. */
    private boolean touchesOurs;

    NftMonitor(Nft nft, Runnable drifted) throws TargetException {
        this.nft = nft;
        this.drifted = drifted;
        this.monitor = nft.monitor(this::read);
    }

    private void read(String line) {
        Matcher end = END.matcher(line);
        if (!end.matches()) {
            touchesOurs |= line.contains(OURS);
            return;
        }
        boolean touched = touchesOurs;
        touchesOurs = false;
        if (touched && !nft.isOurs(Long.parseLong(end.group(1)))) {
            drifted.run();
        }
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
