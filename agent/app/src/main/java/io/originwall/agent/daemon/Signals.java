package io.originwall.agent.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** What the operator and the service manager tell a daemon. The JDK has no other way to hear SIGHUP. */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Calls {@code action}, on a thread of its own, each time this process gets the signal, instead of what the JVM would do. Where the
     * system has no such signal (Windows has neither HUP nor USR1) nothing will ever call it.
     *
     * @param name without SIG: HUP, USR1, TERM
     */
    public static void on(String name, Runnable action) {
        Signal signal;
        try {
            signal = new Signal(name);
        } catch (IllegalArgumentException unknownHere) {
            LOG.debug("there is no signal {} on this system", name);
            return;
        }
        Signal.handle(signal, received -> action.run());
    }

    /** Has this very process get a signal; for who manages it from within, as a service manager on Windows does. */
    public static void raise(String name) {
        Signal.raise(new Signal(name));
    }
}
