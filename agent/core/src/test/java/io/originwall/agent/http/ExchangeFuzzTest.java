package io.originwall.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whatever a server answers is a result within the bound, or fails as a connection does. */
class ExchangeFuzzTest {
    private static final int MOST_BYTES = 64;

    private final HttpCall call = new HttpCall(
            "GET", URI.create("http://127.0.0.1/client/v4/ips"), Map.of(), Optional.empty(), head -> MOST_BYTES);
    private final Transport unused =
            new Transport(new Connector(host -> new InetAddress[0], Duration.ZERO), Optional.empty(), Optional.empty());

    @FuzzTest
    void answer(byte[] sent) {
        try {
            HttpResult result = new Exchange(call, unused, new OpenSockets()).over(new Sent(sent));
            assertThat(result.body()).hasSizeLessThanOrEqualTo(MOST_BYTES);
            assertThat(result.head().status()).isBetween(200, 999);
            assertThat(result.head().retryAfter()).isGreaterThanOrEqualTo(Duration.ZERO);
        } catch (IOException e) {
            assertThat(ExchangeException.of(e)).message().isNotBlank();
        }
    }

    /** A connection by which this comes, and then its end. */
    private static final class Sent extends Socket {
        private final byte[] bytes;

        Sent(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }
}
