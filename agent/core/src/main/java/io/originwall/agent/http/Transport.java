package io.originwall.agent.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * The way to a server: TCP, a proxy's tunnel where the JVM is told of a proxy, TLS.
 *
 * @param tls instead of the platform's own trust
 * @param selector asked for {@code https} only
 */
record Transport(Connector connector, Optional<SSLSocketFactory> tls, Optional<ProxySelector> selector) {
    /** Blocks until the server can be spoken to, or the sockets are closed. */
    Socket open(URI url, OpenSockets sockets) throws IOException {
        if (!isHttps(url)) {
            // Plain http only ever goes to loopback; a proxy would take it elsewhere.
            return connector.connect(host(url), port(url), sockets).socket();
        }
        return secure(viaProxies(url, sockets), url);
    }

    static boolean isHttps(URI url) {
        return url.getScheme().equalsIgnoreCase("https");
    }

    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : isHttps(url) ? 443 : 80;
    }

    private static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Each proxy in turn, as long as none can be reached. */
    private Socket viaProxies(URI url, OpenSockets sockets) throws IOException {
        List<Proxy> proxies = selector.map(all -> all.select(url)).orElse(List.of(Proxy.NO_PROXY));
        for (int i = 0; ; i++) {
            Proxy proxy = proxies.get(i);
            try {
                return via(proxy, url, sockets);
            } catch (IOException e) {
                if (proxy.type() != Proxy.Type.DIRECT) {
                    selector.ifPresent(all -> all.connectFailed(url, proxy.address(), e));
                }
                if (i + 1 == proxies.size()) {
                    throw e;
                }
            }
        }
    }

    private Socket via(Proxy proxy, URI url, OpenSockets sockets) throws IOException {
        switch (proxy.type()) {
            case HTTP -> {
                InetSocketAddress address = (InetSocketAddress) proxy.address();
                Socket socket = connector
                        .connect(address.getHostString(), address.getPort(), sockets)
                        .socket();
                tunnel(socket, url);
                return socket;
            }
            case SOCKS -> {
                // The JDK speaks SOCKS; the proxy looks the name up and tries its addresses.
                Socket socket = sockets.add(new Socket(proxy));
                socket.connect(InetSocketAddress.createUnresolved(host(url), port(url)), (int)
                        connector.limit().toMillis());
                return socket;
            }
            default -> {
                return connector.connect(host(url), port(url), sockets).socket();
            }
        }
    }

    private static void tunnel(Socket socket, URI url) throws IOException {
        String authority = url.getHost() + ":" + port(url);
        ClassicHttpRequest connect =
                new BasicClassicHttpRequest("CONNECT", new HttpHost(host(url), port(url)), authority);
        connect.setHeader("Host", authority);
        connect.setHeader("User-Agent", Exchange.USER_AGENT);
        ClassicHttpResponse answer = new Http1(socket).ask(connect);
        if (answer.getCode() / 100 != 2) {
            throw new IOException("the proxy opens no tunnel: it answered " + answer.getCode());
        }
    }

    private Socket secure(Socket socket, URI url) throws IOException {
        SSLSocketFactory factory = tls.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, host(url), port(url), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }
}
