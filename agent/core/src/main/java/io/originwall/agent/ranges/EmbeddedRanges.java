package io.originwall.agent.ranges;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Cloudflare's list as it was when this program was made: its API's answer, without the China network. */
final class EmbeddedRanges {
    static final Instant TAKEN = Instant.parse("2026-11-22T00:00:00Z");

    private EmbeddedRanges() {}

    static PublishedRanges list() {
        try (InputStream in = EmbeddedRanges.class.getResourceAsStream("cloudflare.json")) {
            if (in == null) {
                throw new FileNotFoundException("cloudflare.json");
            }
            return CloudflareJson.parse(in.readAllBytes(), false);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded ranges cannot be read", e);
        } catch (MalformedListException e) {
            throw new IllegalStateException("the embedded ranges are malformed", e);
        }
    }
}
