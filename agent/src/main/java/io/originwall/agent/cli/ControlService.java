package io.originwall.agent.cli;

import io.originwall.agent.config.Config;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlRequest;
import io.originwall.agent.control.ControlServer;
import io.originwall.agent.control.Verdict;
import io.originwall.agent.daemon.Daemon;
import io.originwall.exec.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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

    /**
     * Listens, and answers once there is a daemon.
     *
     * @param file the config file that it reads
     */
    static ControlService of(Config config, Path file, Future<Daemon> daemon) {
        ControlService service = new ControlService(ControlPath.of(config.location()));
        // Windows Server 2016 has no Unix-domain sockets; there the service is asked by a file.
        if (!Platform.isWindows()) {
            String enforced = file.toAbsolutePath().normalize().toString();
            // A state directory that hangs must not keep a guard down.
            Thread starting = new Thread(
                    () -> service.listen(request -> answer(request, enforced, daemon)), "originwall-control-start");
            starting.setDaemon(true);
            starting.start();
        }
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
        } catch (IOException e) {
            LOG.warn(
                    "no control socket at {}: {}; originwall reload cannot reach this daemon, SIGHUP can",
                    socket,
                    e.getMessage());
        }
    }

    private static Verdict answer(ControlRequest request, String enforced, Future<Daemon> daemon)
            throws InterruptedException {
        if (!request.command().equals(ControlRequest.RELOAD)) {
            return new Verdict(
                    ExitCode.USAGE,
                    List.of("the daemon is version " + Version.text() + " and does not know \"" + request.command()
                            + "\": restart it"));
        }
        if (!request.config().equals(enforced)) {
            return new Verdict(
                    ExitCode.FAILED,
                    List.of("the daemon reads " + enforced + ", not " + request.config()
                            + ": name its file with -c, in ExecReload= too where a drop-in changes ExecStart="));
        }
        try {
            Daemon.Reloaded reloaded = daemon.get().reload(request.variables()).get();
            return new Verdict(reloaded.accepted() ? ExitCode.OK : ExitCode.CONFIG, reloaded.messages());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a daemon that starts and a reload that ends do not fail", e);
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
