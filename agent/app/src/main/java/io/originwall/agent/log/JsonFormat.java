package io.originwall.agent.log;

import io.originwall.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One JSON object a line, with the same keys as {@link TextFormat}; it always tells the time, for it goes on to somewhere else.
 *
 * @param debugging stack traces also where nothing unexpected happened
 */
record JsonFormat(boolean debugging) implements LineFormat {
    @Override
    public String line(LogRecord entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("time", entry.time());
        object.putAll(entry.named(debugging));
        // JSON itself lets the rest of the controls stand, and of those a terminal obeys some too.
        return Printable.of(Json.text(object));
    }
}
