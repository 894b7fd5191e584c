package io.originwall.agent.cli;

import io.originwall.agent.config.Config;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlServer;
import io.originwall.agent.time.OwnThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's end of the control socket. A daemon that cannot make the socket guards without it, and says so. */
final class ControlService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlService.class);

    /** For a request of some kilobytes between two processes of one host. */
    private static final Duration EXCHANGE = Duration.ofSeconds(5);

    private final Path socket;
    private Optional<ControlServer> server = Optional.empty();
    private boolean closed;

    private ControlService(Path socket) {
        this.socket = socket;
    }

    /** Listens soon: a state directory that hangs must not keep a guard down. */
    static ControlService of(Config config, ControlServer.Handler handler) {
        ControlService service = new ControlService(ControlPath.of(config.location()));
        OwnThread.start("originwall-control-start", () -> service.listen(handler));
        return service;
    }

    private void listen(ControlServer.Handler handler) {
        try {
            ControlServer listening = ControlServer.listen(socket, handler, EXCHANGE);
            synchronized (this) {
                server = Optional.of(listening);
                if (closed) {
                    listening.close();
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "no control socket at {}: {}; no command can reach this daemon, signals can",
                    socket,
                    e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (server.isPresent()) {
            try {
                server.get().close();
            } catch (IOException e) {
                LOG.debug("the control socket was not removed", e);
            }
        }
    }
}
