package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.agent.event.Overview;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who is told what the daemon does: the log, the journal, the service manager, metrics, hooks. */
public class Outlets implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outlets.class);

    void open(Overview overview, Heartbeat heartbeat) {}

    List<String> configure(Config next) {
        return List.of();
    }

    void reloading() {}

    void ready() {}

    void stopping() {}

    @Override
    public void accept(Event event) {
        LOG.debug("{}", event);
    }

    @Override
    public void close() {}
}
