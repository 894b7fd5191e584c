package io.originwall.json;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whateverTextComesBackTheSameThroughOneLineOfAscii() {
        forAll(any -> {
            String text = any.text();
            List<String> more = any.list(0, 5, any::text);
            String json = Json.ascii(Map.of("text", text, "more", more, "inner", List.of(Map.of("name", text))));

            assertThat(json).doesNotContain("\n", "\r");
            assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(json)).isTrue();
            Fields fields = JsonReader.object(json);
            assertThat(fields.text("text")).isEqualTo(text);
            assertThat(fields.texts("more")).isEqualTo(more);
            assertThat(fields.objects("inner").get(0).text("name")).isEqualTo(text);
        });
    }

    @Test
    void readsUtf8TextAsTheScriptWritesIt() throws IOException {
        assertThat(JsonReader.object("{\"name\":\"Веб-службы\",\"none\":null,\"n\":-1}")
                        .text("name"))
                .isEqualTo("Веб-службы");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "[]", "{", "{\"a\":}", "{\"a\":1} {}"})
    void refusesWhatIsNotOneObject(String text) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonReader.object(text));
    }

    /** The threads of the daemon have small stacks. */
    @Test
    void refusesWhatIsNestedDeeperThanAToolWrites() {
        String text = "{\"a\":".repeat(101) + "1" + "}".repeat(101);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonReader.values(text))
                .withMessageContaining("nesting depth");
    }

    @Test
    void refusesANumberThatDoesNotFit() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonReader.object("{\"a\":4294967296}").number("a"))
                .withMessage("\"a\" is 4294967296, which is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":1}", "{\"a\":null}", "{\"a\":[1]}", "{\"a\":1.5}"})
    void saysWhichFieldIsNotAsItShouldBe(String text) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonReader.object(text).text("a"))
                .withMessageContaining("\"a\"");
    }

    @Test
    void readsArraysThatFollowOneAnother() throws IOException {
        assertThat(JsonReader.arrays("[{\"a\":{\"timer\":0.25}},{}]\n[]\n"))
                .containsExactly(
                        List.of(new Fields(Map.of("a", Map.of("timer", 0.25))), new Fields(Map.of())), List.of());
        assertThat(JsonReader.arrays("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[{}", "[{}] x", "Object \"link\" is unknown"})
    void refusesWhatIsNotArraysOfObjects(String text) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonReader.arrays(text));
    }
}
