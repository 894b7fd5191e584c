package io.originwall.agent.daemon;

import io.originwall.agent.config.HttpConfig;
import io.originwall.agent.daemon.http.Metrics;
import io.originwall.agent.daemon.http.StatusServer;
import io.originwall.agent.event.Overview;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves metrics and status where the config says. A port that is taken must not keep the guard from standing: it is tried again. */
final class StatusServerLifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServerLifecycle.class);

    private final Overview overview;
    private final Metrics metrics;
    private HttpConfig wanted = new HttpConfig("off");
    private Optional<StatusServer> server = Optional.empty();
    private boolean failed;

    StatusServerLifecycle(Overview overview, Metrics metrics) {
        this.overview = overview;
        this.metrics = metrics;
    }

    /** From now on there, and nowhere else. Returns why not, where it cannot listen there yet. */
    synchronized Optional<String> at(HttpConfig config) {
        if (!config.equals(wanted)) {
            close();
            wanted = config;
            failed = false;
        }
        return tryToServe();
    }

    /** Tries again, if it could not listen so far. */
    synchronized void keepUp() {
        tryToServe();
    }

    private Optional<String> tryToServe() {
        if (server.isPresent() || wanted.isOff()) {
            return Optional.empty();
        }
        try {
            server = StatusServer.start(wanted, overview, metrics);
            if (failed) {
                LOG.info("metrics and status are served on {} now", wanted.listen());
            }
            failed = false;
            return Optional.empty();
        } catch (IOException e) {
            if (!failed) {
                LOG.error("no metrics and no status, and the guard stands all the same: {}", e.getMessage());
            }
            failed = true;
            return Optional.of(e.getMessage() + "; it is tried again every now and then");
        }
    }

    @Override
    public synchronized void close() {
        server.ifPresent(StatusServer::close);
        server = Optional.empty();
    }
}
