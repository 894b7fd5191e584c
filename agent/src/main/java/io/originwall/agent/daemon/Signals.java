package io.originwall.agent.daemon;

import sun.misc.Signal;

/** What the operator and the service manager tell a daemon. The JDK has no other way to hear SIGHUP. */
public final class Signals {
    private Signals() {}

    /**
     * Calls {@code action}, on a thread of its own, each time this process gets the signal, instead of what the JVM would do.
     *
     * @param name without SIG: HUP, USR1, TERM
     */
    public static void on(String name, Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }
}
