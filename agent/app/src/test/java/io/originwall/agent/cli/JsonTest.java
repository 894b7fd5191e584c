package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesObjectsInTheirOrderAndAbsenceAsNull() {
        Object value = Json.object(
                "b", 1, "a", Optional.empty(), "list", List.of(true, Optional.of("x")), "nested", Json.object("n", 2L));

        assertThat(Json.text(value)).isEqualTo("{\"b\":1,\"a\":null,\"list\":[true,\"x\"],\"nested\":{\"n\":2}}");
    }

    @Test
    void escapesWhatTextMayHold() {
        assertThat(Json.text(Json.object("error", "say \"no\"\n\u0007")))
                .isEqualTo("{\"error\":\"say \\\"no\\\"\\n\\u0007\"}");
    }
}
