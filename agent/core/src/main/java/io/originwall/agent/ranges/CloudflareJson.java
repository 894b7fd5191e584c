package io.originwall.agent.ranges;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the answer of Cloudflare's {@code /client/v4/ips}, the whole of it or nothing:
 * {@code {"result":{"ipv4_cidrs":[…],"ipv6_cidrs":[…],"etag":"…"},"success":true,"errors":[],"messages":[]}}. Keys it does not know are
 * skipped; a key twice, anything after the document, an error beside a success, or a family that is missing, empty or in the wrong place
 * refuses the answer.
 *
 * @see <a href="https://developers.cloudflare.com/api/resources/ips/">Cloudflare API: IPs</a>
 */
final class CloudflareJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private static final int MAX_ETAG_LENGTH = 256;

    private final JsonParser json;
    private final boolean jdcloud;
    private final List<Cidr> blocks = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private Optional<String> etag = Optional.empty();

    private CloudflareJson(JsonParser json, boolean jdcloud) {
        this.json = json;
        this.jdcloud = jdcloud;
    }

    /**
     * @param jdcloud whether Cloudflare's China network was asked for; if so it must be there, if not it is left out
     */
    static PublishedRanges parse(byte[] body, boolean jdcloud) throws MalformedListException {
        try (JsonParser json = JSON.createParser(body)) {
            CloudflareJson reader = new CloudflareJson(json, jdcloud);
            reader.document();
            return new PublishedRanges(reader.blocks, reader.etag);
        } catch (JsonProcessingException e) {
            throw new MalformedListException("not whole JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedListException("not whole JSON: " + e.getMessage());
        }
    }

    private void document() throws IOException, MalformedListException {
        require(json.nextToken() == JsonToken.START_OBJECT, "not a JSON object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            seen.add(key);
            switch (key) {
                case "success" -> require(value == JsonToken.VALUE_TRUE, "\"success\" is not true");
                case "errors" ->
                    require(
                            value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY,
                            "\"errors\" is not empty");
                case "result" -> result(value);
                default -> json.skipChildren();
            }
        }
        requireSeen("success");
        requireSeen("result");
        require(json.nextToken() == null, "something follows the JSON document");
    }

    private void result(JsonToken value) throws IOException, MalformedListException {
        require(value == JsonToken.START_OBJECT, "\"result\" is not an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            seen.add(key);
            switch (key) {
                case "ipv4_cidrs" -> cidrs(key, Optional.of(Family.IPV4));
                case "ipv6_cidrs" -> cidrs(key, Optional.of(Family.IPV6));
                case "jdcloud_cidrs" -> {
                    if (jdcloud) {
                        cidrs(key, Optional.empty());
                    } else {
                        skip();
                    }
                }
                case "etag" -> {
                    require(json.nextToken() == JsonToken.VALUE_STRING, "\"etag\" is not a string");
                    require(json.getTextLength() <= MAX_ETAG_LENGTH, "\"etag\" is endless");
                    etag = Optional.of(OneLine.of(json.getText()));
                }
                default -> skip();
            }
        }
        requireSeen("ipv4_cidrs");
        requireSeen("ipv6_cidrs");
        if (jdcloud) {
            requireSeen("jdcloud_cidrs");
        }
    }

    private void cidrs(String key, Optional<Family> family) throws IOException, MalformedListException {
        require(json.nextToken() == JsonToken.START_ARRAY, "\"" + key + "\" is not an array");
        int count = 0;
        for (; json.nextToken() != JsonToken.END_ARRAY; count++) {
            require(blocks.size() < PublishedRanges.MAX_BLOCKS, PublishedRanges.TOO_MANY);
            String where = key + "[" + count + "]";
            require(json.currentToken() == JsonToken.VALUE_STRING, where + " is not a string");
            Cidr block = cidr(where, json.getText());
            require(family.isEmpty() || family.get() == block.family(), where + ": " + block + " is " + block.family());
            blocks.add(block);
        }
        require(count > 0, "\"" + key + "\" is empty");
    }

    private static Cidr cidr(String where, String text) throws MalformedListException {
        try {
            return Cidr.parse(text);
        } catch (AddressFormatException e) {
            throw new MalformedListException(where + ": " + e.getMessage());
        }
    }

    private void skip() throws IOException {
        json.nextToken();
        json.skipChildren();
    }

    private void requireSeen(String key) throws MalformedListException {
        require(seen.contains(key), "\"" + key + "\" is missing");
    }

    private static void require(boolean holds, String otherwise) throws MalformedListException {
        if (!holds) {
            throw new MalformedListException(otherwise);
        }
    }
}
