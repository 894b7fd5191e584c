package io.originwall.agent.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.originwall.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests and verdicts as one line of JSON each. Keys that are not known are skipped: the other side may be newer. */
final class ControlJson {
    private final JsonParser parser;

    private ControlJson(JsonParser parser) {
        this.parser = parser;
    }

    static String write(ControlRequest request) {
        return Json.text(Json.object(
                "command", request.command(),
                "file", request.file(),
                "text", request.text(),
                "variables", request.variables(),
                "options", request.options()));
    }

    /** @param stream {@code out} or {@code err} */
    static String output(String stream, String text) {
        return Json.text(Json.object(stream, text));
    }

    static String write(ControlResult verdict) {
        return Json.text(Json.object("exitCode", verdict.exitCode(), "lines", verdict.lines()));
    }

    /** @throws IOException if the line is not a request */
    static ControlRequest request(String line) throws IOException {
        try (JsonParser parser = parser(line)) {
            ControlJson json = new ControlJson(parser);
            String command = "";
            String file = "";
            String text = "";
            Map<String, String> variables = Map.of();
            Map<String, String> options = Map.of();
            json.expect(JsonToken.START_OBJECT, parser.nextToken());
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.key()) {
                    case "command" -> command = json.text();
                    case "file" -> file = json.text();
                    case "text" -> text = json.text();
                    case "variables" -> variables = json.texts();
                    case "options" -> options = json.texts();
                    default -> parser.skipChildren();
                }
            }
            json.end();
            return new ControlRequest(command, file, text, variables, options);
        }
    }

    /**
     * A verdict, or a part of the answer that comes before it.
     *
     * @return empty where it was such a part, which was given to the output
     * @throws IOException if the line is neither
     */
    static Optional<ControlResult> answer(String line, ControlClient.Output output) throws IOException {
        try (JsonParser parser = parser(line)) {
            ControlJson json = new ControlJson(parser);
            int exitCode = -1;
            List<String> lines = List.of();
            boolean isPart = false;
            json.expect(JsonToken.START_OBJECT, parser.nextToken());
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.key()) {
                    case "exitCode" -> exitCode = parser.getIntValue();
                    case "lines" -> lines = json.list();
                    case "out" -> {
                        isPart = true;
                        output.out(json.text());
                    }
                    case "err" -> {
                        isPart = true;
                        output.err(json.text());
                    }
                    default -> parser.skipChildren();
                }
            }
            json.end();
            if (isPart) {
                return Optional.empty();
            }
            if (exitCode < 0 || exitCode > 255) {
                throw new IOException("no exit code");
            }
            return Optional.of(new ControlResult(exitCode, lines));
        }
    }

    private static JsonParser parser(String line) throws IOException {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(line);
    }

    /** Leaves the parser at the value. */
    private String key() throws IOException {
        String key = parser.currentName();
        parser.nextToken();
        return key;
    }

    private String text() throws IOException {
        expect(JsonToken.VALUE_STRING, parser.currentToken());
        return parser.getText();
    }

    private Map<String, String> texts() throws IOException {
        expect(JsonToken.START_OBJECT, parser.currentToken());
        Map<String, String> texts = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            texts.put(key(), text());
        }
        return texts;
    }

    private List<String> list() throws IOException {
        expect(JsonToken.START_ARRAY, parser.currentToken());
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(text());
        }
        return list;
    }

    private void end() throws IOException {
        expect(JsonToken.END_OBJECT, parser.currentToken());
        if (parser.nextToken() != null) {
            throw new IOException("something follows the object");
        }
    }

    private void expect(JsonToken wanted, @Nullable JsonToken found) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + ", found " + found);
        }
    }
}
