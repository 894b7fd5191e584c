package io.originwall.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * YAML text to a tree with places. Every scalar stays text: what it means is decided by the key it belongs to, so {@code no} is no boolean
 * and {@code 0777} no octal number by accident. Duplicate keys, tags, further documents and aliases are refused; without an alias an anchor
 * means nothing, and no small file can stand for a huge one.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 16;
    private static final SourceLocation TOP = new SourceLocation(1, 1, "");

    private final YAMLParser parser;
    private final Set<String> unread;
    private final Placeholders placeholders;
    private final Problems problems;

    private YamlReader(YAMLParser parser, Set<String> unread, Placeholders placeholders, Problems problems) {
        this.parser = parser;
        this.unread = unread;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /**
     * The tree; empty where the text is no YAML, which has been reported then.
     *
     * @param unread keys at the top that are taken as if nothing stood below them
     */
    static Optional<Node> read(String text, Set<String> unread, Placeholders placeholders, Problems problems) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(ConfigFile.MAX_BYTES)
                        .build())
                .build();
        try (YAMLParser parser = factory.createParser(text)) {
            YamlReader reader = new YamlReader(parser, unread, placeholders, problems);
            try {
                return reader.document();
            } catch (StreamConstraintsException e) {
                problems.add(reader.here(TOP), "nested more than " + MAX_DEPTH + " deep; is it the right file?");
            } catch (JsonProcessingException e) {
                problems.add(SyntaxError.place(e), SyntaxError.explain(e, text));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from a string cannot fail", e);
        }
    }

    private Optional<Node> document() throws IOException {
        if (parser.nextToken() == null) {
            return empty();
        }
        Node root = node(TOP);
        if (parser.nextToken() != null) {
            problems.add(here(TOP), "a second YAML document; the config is one");
        }
        return root instanceof Node.Nothing ? empty() : Optional.of(root);
    }

    private Optional<Node> empty() {
        problems.add(TOP, "the config is empty; it needs at least \"targets\"");
        return Optional.empty();
    }

    /** The value that begins at the current token; {@code parent} brings the path. */
    private Node node(SourceLocation parent) throws IOException {
        SourceLocation place = here(parent);
        if (parser.isCurrentAlias()) {
            problems.add(
                    place, "aliases are not read; write the value out, or quote it if it is to begin with an asterisk");
            return new Node.Reported(place);
        }
        if (parser.getTypeId() != null) {
            problems.add(
                    place,
                    "tags are not read; leave it out, or quote the value if it is to begin with an exclamation mark");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(place);
            case START_ARRAY -> sequence(place);
            case VALUE_NULL -> new Node.Nothing(place);
            default -> placeholders.expand(place, parser.getText());
        };
    }

    private Node sequence(SourceLocation place) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(place.index(items.size())));
        }
        return new Node.Sequence(place, items);
    }

    private Node mapping(SourceLocation place) throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            SourceLocation keyPlace = here(place.key(key));
            parser.nextToken();
            Node.Entry entry = new Node.Entry(keyPlace, value(key, keyPlace));
            Node.Entry first = entries.putIfAbsent(key, entry);
            if (first != null) {
                problems.add(
                        keyPlace,
                        "duplicate key; it is already in line " + first.place().line());
            }
        }
        return new Node.Mapping(place, entries);
    }

    private Node value(String key, SourceLocation keyPlace) throws IOException {
        if (keyPlace.path().equals(key) && unread.contains(key)) {
            parser.skipChildren();
            return new Node.Nothing(keyPlace);
        }
        return node(keyPlace);
    }

    private SourceLocation here(SourceLocation path) {
        JsonLocation location = parser.currentTokenLocation();
        return path.at(location.getLineNr(), location.getColumnNr());
    }
}
