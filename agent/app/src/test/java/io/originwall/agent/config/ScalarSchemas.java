package io.originwall.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.originwall.api.Setting;
import io.originwall.net.Address;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How the single values of the config look in the JSON Schema: roughly, for the editor; the agent itself is strict. */
final class ScalarSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<Class<?>, String> PATTERNS = Map.of(
            Duration.class, "^([0-9]{1,9}[smhd]|[Pp].+)$",
            Percent.class, "^[0-9]{1,9}%$",
            Path.class, "^/",
            Address.class, "^[0-9A-Fa-f.:]+$",
            Cidr.class, "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$",
            PortRange.class, "^[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp))?$");

    private ScalarSchemas() {}

    static void define(ObjectNode definitions) {
        definitions
                .putObject("placeholder")
                .put("type", "string")
                .put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}")
                .put("description", "Stands for an environment variable.");
    }

    static ObjectNode of(Class<?> type, Setting setting) {
        if (type == String.class || type == URI.class || type == WebhookUrl.class || type == HttpHeader.class) {
            return JSON.objectNode().put("type", "string");
        }
        ObjectNode scalar = JSON.objectNode();
        ArrayNode either = scalar.putArray("anyOf");
        ObjectNode value = either.addObject();
        if (type.isEnum()) {
            Scalars.constants(type).forEach(constant -> value.withArray("enum").add(Keys.of(constant)));
        } else if (type == int.class) {
            value.put("type", "integer").put("minimum", setting.min()).put("maximum", setting.max());
        } else if (type == boolean.class) {
            value.put("type", "boolean");
        } else {
            value.put("type", "string").put("pattern", PATTERNS.get(type));
        }
        if (type == PortRange.class) {
            either.addObject().put("type", "integer").put("minimum", 1).put("maximum", 65535);
        }
        either.addObject().put("$ref", "#/$defs/placeholder");
        return scalar;
    }

    /** A default as one would write it. */
    static JsonNode shown(Object value) {
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Enum<?> constant) {
            return JSON.textNode(Keys.of(constant));
        }
        return JSON.textNode(value instanceof Duration duration ? shown(duration) : value.toString());
    }

    private static String shown(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
