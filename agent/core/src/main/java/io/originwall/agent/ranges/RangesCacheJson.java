package io.originwall.agent.ranges;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link CachedRanges} as JSON and back. */
final class RangesCacheJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    /** Of the list, and of all that is missing: more would not fit the launcher's heap. */
    static final int MAX_BLOCKS = 2 * PublishedRanges.MAX_BLOCKS;

    private static final int MAX_TEXT_LENGTH = 10_000;
    private static final int MAX_TEXTS = 20;

    private RangesCacheJson() {}

    static String write(CachedRanges cached) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("source", cached.source());
            json.writeStringField("fetchedAt", cached.fetchedAt().toString());
            writeOptional(json, "etag", cached.list().etag());
            writeOptional(json, "httpEtag", cached.validators().etag());
            writeOptional(json, "httpLastModified", cached.validators().lastModified());
            writeBlocks(json, "ranges", cached.list().blocks());
            json.writeArrayFieldStart("missing");
            for (Map.Entry<Instant, List<Cidr>> missing : cached.missing().entrySet()) {
                json.writeStartObject();
                json.writeStringField("since", missing.getKey().toString());
                writeBlocks(json, "ranges", missing.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return text.toString();
    }

    private static void writeOptional(JsonGenerator json, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(key, value.get());
        }
    }

    private static void writeBlocks(JsonGenerator json, String key, List<Cidr> blocks) throws IOException {
        json.writeArrayFieldStart(key);
        for (Cidr block : blocks) {
            json.writeString(block.toString());
        }
        json.writeEndArray();
    }

    /** Reads the whole file, the first line with the checksum included. */
    static CachedRanges parse(byte[] file) throws MalformedListException {
        try (JsonParser json = JSON.createParser(file)) {
            CachedRanges cached = new Reader(json).file();
            if (json.nextToken() != null) {
                throw new MalformedListException("something follows it");
            }
            return cached;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new MalformedListException(String.valueOf(e.getMessage()));
        }
    }

    private static final class Reader {
        private final JsonParser json;
        private final Map<String, String> texts = new TreeMap<>();
        private final SortedMap<Instant, List<Cidr>> missing = new TreeMap<>();
        private List<Cidr> ranges = List.of();
        private int read;

        Reader(JsonParser json) {
            this.json = json;
        }

        CachedRanges file() throws IOException, MalformedListException {
            expect(JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                boolean cached = json.currentName().equals("book");
                json.nextToken();
                if (cached) {
                    cached();
                }
            }
            if (ranges.isEmpty()) {
                throw new MalformedListException("it holds no ranges");
            }
            return new CachedRanges(
                    required("source"),
                    new Validators(optional("httpEtag"), optional("httpLastModified")),
                    instant(required("fetchedAt")),
                    new PublishedRanges(ranges, optional("etag")),
                    Collections.unmodifiableSortedMap(missing));
        }

        private void cached() throws IOException, MalformedListException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                switch (key) {
                    case "ranges" -> ranges = blocks();
                    case "missing" -> missing();
                    default -> {
                        expect(JsonToken.VALUE_STRING);
                        if (json.getTextLength() > MAX_TEXT_LENGTH || texts.size() >= MAX_TEXTS) {
                            throw new MalformedListException("a text is too long, or there are too many");
                        }
                        texts.put(key, json.getText());
                    }
                }
            }
        }

        private void missing() throws IOException, MalformedListException {
            expect(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                json.nextToken();
                expect(JsonToken.VALUE_STRING);
                Instant since = instant(json.getText());
                json.nextToken();
                missing.put(since, blocks());
                expect(JsonToken.END_OBJECT);
            }
        }

        private List<Cidr> blocks() throws IOException, MalformedListException {
            List<Cidr> blocks = new ArrayList<>();
            expect(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                if (++read > MAX_BLOCKS) {
                    throw new MalformedListException("more than " + MAX_BLOCKS + " blocks");
                }
                blocks.add(Cidr.parse(json.getText()));
            }
            return List.copyOf(blocks);
        }

        /** Whatever is added to it or taken from it fits into an instant, and its milliseconds into a long. */
        private static Instant instant(String text) throws MalformedListException {
            Instant instant = Instant.parse(text);
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw new MalformedListException("\"" + text + "\" is no time that a list could be of");
            }
            return instant;
        }

        private void expect(JsonToken token) throws IOException, MalformedListException {
            if (json.nextToken() != token) {
                throw new MalformedListException("not as originwall writes it");
            }
        }

        private Optional<String> optional(String key) {
            return Optional.ofNullable(texts.get(key));
        }

        private String required(String key) throws MalformedListException {
            return optional(key).orElseThrow(() -> new MalformedListException("\"" + key + "\" is missing"));
        }
    }
}
