package io.originwall.host.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as plain values: ordered maps, lists, strings, numbers and booleans. */
public final class Json {
    /** What no code page of a console can spoil on its way to the script. */
    private static final JsonFactory ASCII =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /** One line of ASCII. */
    public static String text(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = ASCII.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(entry.getKey().toString());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeString(value.toString());
        }
    }

    /**
     * Reads a text that is one object. What is null in it is left out.
     *
     * @throws IOException if it is anything else, or not all of it
     */
    public static Fields object(String text) throws IOException {
        return whole(text, false);
    }

    /**
     * Reads a text that is arrays of objects, one after the other, as a tool prints that is asked several things at once. What is null in an
     * object is left out.
     *
     * @throws IOException if it is anything else
     */
    public static List<List<Fields>> arrays(String text) throws IOException {
        List<List<Fields>> arrays = new ArrayList<>();
        try (JsonParser parser = ASCII.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    throw new IOException("not a JSON array");
                }
                arrays.add(Fields.each(array(parser, false), "an array"));
            }
        }
        return List.copyOf(arrays);
    }

    /**
     * Reads a text that is one object, as a tool prints it that writes null for a word without arguments: what is null is an empty object.
     *
     * @throws IOException if it is anything else, or not all of it
     */
    public static Fields document(String text) throws IOException {
        return whole(text, true);
    }

    private static Fields whole(String text, boolean nulls) throws IOException {
        try (JsonParser parser = ASCII.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            Map<String, Object> object = object(parser, nulls);
            if (parser.nextToken() != null) {
                throw new IOException("there is more after the JSON object");
            }
            return new Fields(object);
        }
    }

    private static Map<String, Object> object(JsonParser parser, boolean nulls) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                object.put(name, value(parser, nulls));
            } else if (nulls) {
                object.put(name, Map.of());
            }
        }
        return object;
    }

    private static Object value(JsonParser parser, boolean nulls) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, nulls);
            case START_ARRAY -> array(parser, nulls);
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    private static List<Object> array(JsonParser parser, boolean nulls) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, nulls));
        }
        return array;
    }

    /** The fields of an object, each of the type that is asked for. */
    public record Fields(Map<String, Object> all) {
        public String text(String name) throws IOException {
            return get(name, String.class);
        }

        public int number(String name) throws IOException {
            return get(name, Long.class).intValue();
        }

        /** A number that may not fit into 32 bits, such as a count of packets. */
        public long longNumber(String name) throws IOException {
            return get(name, Long.class);
        }

        public boolean truth(String name) throws IOException {
            return get(name, Boolean.class);
        }

        public boolean has(String name) {
            return all.containsKey(name);
        }

        /** The text of a field that need not be there. */
        public Optional<String> find(String name) throws IOException {
            return has(name) ? Optional.of(text(name)) : Optional.empty();
        }

        public List<String> texts(String name) throws IOException {
            List<String> texts = new ArrayList<>();
            for (Object item : get(name, List.class)) {
                texts.add(String.valueOf(item));
            }
            return List.copyOf(texts);
        }

        /** An object; one without fields where it is not there. */
        public Fields object(String name) throws IOException {
            return has(name) ? each(List.of(get(name, Map.class)), name).get(0) : new Fields(Map.of());
        }

        public List<Fields> objects(String name) throws IOException {
            return each(get(name, List.class), name);
        }

        private static List<Fields> each(List<?> items, String name) throws IOException {
            List<Fields> objects = new ArrayList<>();
            for (Object item : items) {
                if (!(item instanceof Map<?, ?> map)) {
                    throw new IOException('"' + name + "\" does not hold objects");
                }
                Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((key, value) -> fields.put((String) key, value));
                objects.add(new Fields(fields));
            }
            return objects;
        }

        public List<?> list(String name) throws IOException {
            return get(name, List.class);
        }

        /** Whatever it is. */
        public Object get(String name) throws IOException {
            return get(name, Object.class);
        }

        private <T> T get(String name, Class<T> type) throws IOException {
            Object value = all.get(name);
            if (!type.isInstance(value)) {
                throw new IOException("\"" + name + "\" is missing or no " + type.getSimpleName());
            }
            return type.cast(value);
        }
    }
}
