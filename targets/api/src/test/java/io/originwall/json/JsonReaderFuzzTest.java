package io.originwall.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Whatever a tool prints is read as values or refused; what was read comes back the same once it is written. */
class JsonReaderFuzzTest {
    @FuzzTest
    void text(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<Map<String, Object>> values = read(() -> JsonReader.values(text));
        if (values.isPresent()) {
            assertThat(JsonReader.values(Json.text(values.get()))).isEqualTo(values.get());
            assertThat(JsonReader.values(Json.ascii(values.get()))).isEqualTo(values.get());
        }
        read(() -> JsonReader.object(text));
        read(() -> JsonReader.document(text));
        read(() -> JsonReader.arrays(text));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> Optional<T> read(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (IOException refused) {
            return Optional.empty();
        }
    }
}
