package io.originwall.agent.control;

import java.io.IOException;
import java.time.Duration;

/** The client of one request, while it is handled. Thread-safe. */
public final class ControlSession {
    private final LineChannel client;
    private final Duration limit;
    private boolean gone;

    ControlSession(LineChannel client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    /** Text for its standard output; lost where it is gone. */
    public void out(String text) {
        send(ControlJson.output("out", text));
    }

    /** Text for its standard error. */
    public void err(String text) {
        send(ControlJson.output("err", text));
    }

    /** For a client that waits: the daemon is at it. */
    public void signOfLife() {
        send(ControlJson.output("err", ""));
    }

    /** Nobody is there any more. Does not wait. */
    public synchronized boolean isGone() {
        gone |= client.isClosed();
        return gone;
    }

    private synchronized void send(String line) {
        if (gone) {
            return;
        }
        try {
            client.send(line, limit);
        } catch (IOException e) {
            gone = true;
        }
    }
}
