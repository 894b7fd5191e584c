package io.originwall.agent.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.agent.daemon.http.Request.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Whatever a client sends is a request, the beginning of one, or refused; and it is the same however it comes in pieces. */
class RequestFuzzTest {
    @FuzzTest
    void request(byte[] bytes) {
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, Connection.MAX_HEAD_LENGTH));
        Result whole = read(head);
        Result start = read(Arrays.copyOf(head, head.length / 2));
        if (start.refused() || start.request().isPresent()) {
            assertThat(whole).isEqualTo(start);
        }
        whole.request().ifPresent(request -> {
            assertThat(request.method()).isNotEmpty();
            assertThat(request.path()).doesNotContain(" ", "?", "\n");
            assertThat(request.accept()).doesNotContain("\n", "\r");
        });
    }

    private record Result(Optional<Request> request, boolean refused) {}

    private static Result read(byte[] head) {
        try {
            return new Result(Request.read(ByteBuffer.wrap(head)), false);
        } catch (Refusal refusal) {
            assertThat(refusal).message().isNotBlank().doesNotContain("\n");
            return new Result(Optional.empty(), true);
        }
    }
}
