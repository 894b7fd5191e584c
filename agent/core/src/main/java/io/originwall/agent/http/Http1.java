package io.originwall.agent.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;

/** Requests and answers on one connection. */
final class Http1 {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(16 << 10)
            .setMaxHeaderCount(200)
            .setMaxEmptyLineCount(10)
            .build();

    private static final int MAX_INTERIM = 10;

    private final DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(LIMITS);

    Http1(Socket socket) throws IOException {
        connection.bind(socket);
    }

    /** Whoever goes by the other one sees other bytes, which is how answers are smuggled. Source: RFC 9112, 6.3. */
    private static void refuseTwoEnds(ClassicHttpResponse response) throws ExchangeException {
        if (response.containsHeader(HttpHeaders.CONTENT_LENGTH)
                && response.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            throw ExchangeException.lasting(
                    "the answer has both Content-Length and Transfer-Encoding, so that nobody knows where it ends");
        }
    }

    /** Sends the request and reads the head of its answer; the body can be read from the answer's entity, where it has one. */
    ClassicHttpResponse ask(ClassicHttpRequest request) throws IOException {
        try {
            connection.sendRequestHeader(request);
            if (request.getEntity() != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            for (int interim = 0; interim <= MAX_INTERIM; interim++) {
                ClassicHttpResponse response = receiveHead();
                if (response.getCode() >= 200) {
                    refuseTwoEnds(response);
                    connection.receiveResponseEntity(response);
                    return response;
                }
            }
        } catch (NoHttpResponseException e) {
            throw ExchangeException.passing("the connection was closed without an answer", e);
        } catch (HttpException e) {
            throw ExchangeException.passing("did not answer in HTTP", e);
        }
        throw new ProtocolException("more than " + MAX_INTERIM + " interim answers");
    }

    private ClassicHttpResponse receiveHead() throws IOException, HttpException {
        try {
            return connection.receiveResponseHeader();
        } catch (IllegalArgumentException e) {
            // A status of 000 gets through the library's parser, and not into its response.
            throw new HttpException(e.getMessage(), e);
        }
    }
}
