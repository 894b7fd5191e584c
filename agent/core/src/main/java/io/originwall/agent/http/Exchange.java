package io.originwall.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** One call and its answer, on whatever thread runs it. */
record Exchange(HttpCall wanted, Transport transport, OpenSockets sockets) implements Callable<HttpResult> {
    static final String USER_AGENT = "originwall/"
            + Optional.ofNullable(Exchange.class.getPackage().getImplementationVersion())
                    .orElse("dev");

    @Override
    public HttpResult call() throws ExchangeException {
        try (sockets) {
            return over(transport.open(wanted.url(), sockets));
        } catch (IOException e) {
            throw ExchangeException.of(e);
        }
    }

    /** Asks on a connection that is open. */
    HttpResult over(Socket socket) throws IOException {
        return answer(new Http1(socket).ask(request()));
    }

    private ClassicHttpRequest request() {
        URI url = wanted.url();
        String path =
                Optional.ofNullable(url.getRawPath()).filter(p -> !p.isEmpty()).orElse("/");
        String query = Optional.ofNullable(url.getRawQuery()).map("?"::concat).orElse("");
        ClassicHttpRequest request = new BasicClassicHttpRequest(wanted.method(), path + query);
        request.setHeader("Host", url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
        request.setHeader("User-Agent", USER_AGENT);
        wanted.headers().forEach(request::setHeader);
        request.setHeader("Connection", "close");
        wanted.body().ifPresent(body -> {
            request.setEntity(new StringEntity(body, StandardCharsets.UTF_8));
            request.setHeader("Content-Length", body.getBytes(StandardCharsets.UTF_8).length);
        });
        return request;
    }

    private HttpResult answer(ClassicHttpResponse response) throws ExchangeException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Arrays.stream(response.getHeaders())
                .forEach(header -> headers.putIfAbsent(header.getName(), header.getValue()));
        HttpHead head = new HttpHead(response.getCode(), headers);
        int most = wanted.mostBytes().applyAsInt(head);
        HttpEntity entity = response.getEntity();
        if (most < 0 || entity == null) {
            return new HttpResult(head, new byte[0], false);
        }
        boolean endKnown = entity.isChunked() || entity.getContentLength() >= 0;
        return new HttpResult(head, body(entity, most), endKnown);
    }

    private static byte[] body(HttpEntity entity, int most) throws ExchangeException {
        if (entity.getContentLength() > most) {
            throw tooLong(most);
        }
        byte[] bytes;
        try {
            // Not closed: that would read on to the end.
            InputStream in = entity.getContent();
            bytes = in.readNBytes(most + 1);
        } catch (IOException e) {
            throw ExchangeException.passing("the answer was cut off: " + e.getMessage(), e);
        }
        if (bytes.length > most) {
            throw tooLong(most);
        }
        return bytes;
    }

    private static ExchangeException tooLong(int most) {
        return ExchangeException.lasting("the answer is longer than " + most + " bytes");
    }
}
