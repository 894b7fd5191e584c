package io.originwall.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes over the socket, its whole lines are received up to the first that is too long, and nothing else is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineChannelFuzzTest {
    private static final int MAX_BYTES = 30;
    /** Less than a socket holds: nobody reads while this is written. */
    private static final int MOST_SENT = 16_000;

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    LineChannelFuzzTest() throws IOException {}

    @BeforeAll
    void listen(@TempDir Path directory) throws IOException {
        server.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));
    }

    @AfterAll
    void close() throws IOException {
        server.close();
    }

    @FuzzTest
    void sent(byte[] bytes) throws IOException {
        byte[] sent = Arrays.copyOf(bytes, Math.min(bytes.length, MOST_SENT));
        List<String> received = new ArrayList<>();
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                LineChannel channel = new LineChannel(server.accept())) {
            for (ByteBuffer rest = ByteBuffer.wrap(sent); rest.hasRemaining(); ) {
                client.write(rest);
            }
            client.shutdownOutput();
            while (true) {
                received.add(channel.receive(MAX_BYTES, LONG));
            }
        } catch (IOException ended) {
            assertThat(ended).message().isIn("the connection was closed", "a line of more than 30 bytes");
        }
        String text = new String(sent, StandardCharsets.ISO_8859_1);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        List<String> lines = whole.isEmpty() ? List.of() : List.of(whole.split("\n", -1));
        Predicate<String> fits = line -> line.length() <= MAX_BYTES;
        assertThat(received)
                .isEqualTo(lines.stream()
                        .limit(Math.max(0, lines.size() - 1))
                        .takeWhile(fits)
                        .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                        .toList());
    }
}
