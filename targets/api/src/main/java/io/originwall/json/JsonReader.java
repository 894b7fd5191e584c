package io.originwall.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON as plain values: ordered maps, lists, strings, long numbers, doubles and booleans. */
public final class JsonReader {
    /** No tool nests as deep, and each level takes some of a stack of 256 KiB. */
    private static final int MAX_DEPTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private JsonReader() {}

    /** What stands for a null in an object. In an array it is an error, unless it has a value of its own. */
    private enum Nulls {
        LEFT_OUT,
        EMPTY_OBJECT,
        EMPTY_OPTIONAL
    }

    /**
     * Reads a text that is one object, with an empty optional for each null. What {@link Json} wrote comes back the same.
     *
     * @throws IOException if it is anything else, or not all of it
     */
    public static Map<String, Object> values(String text) throws IOException {
        return whole(text, Nulls.EMPTY_OPTIONAL);
    }

    /**
     * Reads a text that is one object. What is null in it is left out.
     *
     * @throws IOException if it is anything else, or not all of it
     */
    public static Fields object(String text) throws IOException {
        return new Fields(whole(text, Nulls.LEFT_OUT));
    }

    /**
     * Reads a text that is arrays of objects, one after the other, as a tool prints that is asked several things at once. What is null in an
     * object is left out.
     *
     * @throws IOException if it is anything else
     */
    public static List<List<Fields>> arrays(String text) throws IOException {
        List<List<Fields>> arrays = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    throw new IOException("not a JSON array");
                }
                arrays.add(Fields.each(array(parser, Nulls.LEFT_OUT), "an array"));
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
        return new Fields(whole(text, Nulls.EMPTY_OBJECT));
    }

    private static Map<String, Object> whole(String text, Nulls nulls) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            Map<String, Object> object = object(parser, nulls);
            if (parser.nextToken() != null) {
                throw new IOException("there is more after the JSON object");
            }
            return object;
        }
    }

    private static Map<String, Object> object(JsonParser parser, Nulls nulls) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL || nulls != Nulls.LEFT_OUT) {
                object.put(name, value(parser, nulls));
            }
        }
        return object;
    }

    private static Object value(JsonParser parser, Nulls nulls) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, nulls);
            case START_ARRAY -> array(parser, nulls);
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NULL -> nulls == Nulls.EMPTY_OPTIONAL ? Optional.empty() : Map.of();
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    /** JSON has no infinity: what is read as one could not be written. */
    private static double finite(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new IOException("a number is too large");
        }
        return number;
    }

    private static List<Object> array(JsonParser parser, Nulls nulls) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_NULL && nulls != Nulls.EMPTY_OPTIONAL) {
                throw new IOException("unexpected null in an array");
            }
            array.add(value(parser, nulls));
        }
        return array;
    }
}
