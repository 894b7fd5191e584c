package io.originwall.agent.http;

import io.originwall.agent.time.OwnThread;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP/1.1 with a bound on every exchange, from the look-up of the name to the last byte, whatever the peer does: the exchange runs on a
 * thread of its own, and when the time is up its sockets are closed, which ends the thread. Only a look-up that hangs cannot be ended; its
 * thread is left to the system's resolver, and ends with it.
 *
 * <p>Each exchange has a connection of its own. No redirect is followed, no cookie kept, nothing sent twice, no password asked for. A proxy
 * and the trusted authorities are the JVM's. Thread-safe.
 */
public final class HttpClient {
    private final Transport transport;

    /**
     * @param connect for a connection to any address of the host
     * @param tls instead of the platform's own trust
     */
    public HttpClient(Duration connect, Optional<SSLSocketFactory> tls) {
        this(connect, tls, InetAddress::getAllByName, Optional.ofNullable(ProxySelector.getDefault()));
    }

    HttpClient(Duration connect, Optional<SSLSocketFactory> tls, Resolver resolver, Optional<ProxySelector> proxies) {
        this.transport = new Transport(new Connector(resolver, connect), tls, proxies);
    }

    /**
     * Sends one request.
     *
     * @param limit for all of it
     * @throws TimeoutException if the time is up; there is no telling how much of the request was sent
     * @throws IllegalStateException if the exchange broke for a reason that is no peer's
     */
    public HttpResult send(HttpCall call, Duration limit)
            throws ExchangeException, TimeoutException, InterruptedException {
        OpenSockets sockets = new OpenSockets();
        Future<HttpResult> task = OwnThread.start("originwall-http", new Exchange(call, transport, sockets));
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            OwnThread.rethrow(e, ExchangeException.class);
            throw new IllegalStateException("the exchange broke: " + e.getCause(), e.getCause());
        } finally {
            sockets.abort();
        }
    }
}
