package io.originwall.api;

import io.originwall.net.Address;
import io.originwall.net.Port;

/** Can be asked about a single connection. */
@FunctionalInterface
public interface Probeable {
    /**
     * Asks the target itself, not a model of it, what happens to a new connection from this address to this port: the kernel by its own
     * lookup where there is one, else what is read from the target now, such as its file. {@code by} of a verdict is the entry that contains
     * the address.
     *
     * @param wanted what the target should enforce, for a rule of somebody else's may serve as one of that; {@link Guard#none()} where that
     *     is not known
     */
    Verdict check(Address from, Port to, Guard wanted) throws TargetException;
}
