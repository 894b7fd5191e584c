package io.originwall.api;

import java.util.List;

/** Forgets its guard when this machine restarts, and tells what puts it up again at boot, before any of this program runs. */
@FunctionalInterface
public interface BootPersistent {
    /**
     * What puts this guard up at boot: the same guard as {@link Target#plan} wants, without a trial's end. Reads this machine at most, never
     * the target, and may be called beside any other method. The files load into a place that holds nothing of ours and over an earlier
     * guard alike, in the order given. Their names are the same for every guard.
     *
     * @throws TargetException if the target cannot enforce this guard
     */
    List<BootFile> bootFiles(Guard wanted) throws TargetException;
}
