package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists as they were published, and made-up ones. */
final class Lists {
    /** The API's answer before April 2021, with 104.16.0.0/12 in it. */
    static final String OF_2021 = resource("cloudflare-2021.json");
    /** The API's answer of 2026, with 104.16.0.0/13 and 104.24.0.0/14 instead. */
    static final String OF_2026 = resource("cloudflare-2026.json");

    private Lists() {}

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Lists.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PublishedRanges listing(String json) {
        try {
            return CloudflareJson.parse(bytes(json), false);
        } catch (MalformedListException e) {
            throw new AssertionError(e);
        }
    }

    static PublishedRanges blocks(String... blocks) {
        return PublishedRanges.of(Stream.of(blocks).map(Cidr::parse).toList());
    }

    /** The answer of the API with these blocks in it. */
    static String json(String... blocks) {
        return json(Stream.of(blocks).map(Cidr::parse).toList());
    }

    static String json(List<Cidr> blocks) {
        return "{\"result\":{\"ipv4_cidrs\":[" + quoted(blocks, Family.IPV4) + "],\"ipv6_cidrs\":["
                + quoted(blocks, Family.IPV6) + "]},\"success\":true,\"errors\":[],\"messages\":[]}";
    }

    /** The page of one family, one block a line, no line end after the last, as Cloudflare's are. */
    static String page(String json, Family family) {
        return listing(json).blocks().stream()
                .filter(block -> block.family() == family)
                .map(Cidr::toString)
                .collect(Collectors.joining("\n"));
    }

    private static String quoted(List<Cidr> blocks, Family family) {
        return blocks.stream()
                .filter(block -> block.family() == family)
                .map(block -> "\"" + block + "\"")
                .collect(Collectors.joining(","));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
