package io.originwall.agent.ranges;

import io.originwall.agent.config.RangesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fetches one list and parses it strictly. Cloudflare's API answers JSON. A {@code url} or {@code file} holds JSON of the same shape if its
 * first byte is a brace, and else one block a line. A file is named by an absolute path or a {@code file:} URI; a relative path would mean
 * one file to a shell and another to the daemon.
 */
final class RangeFeed {
    /** What came back. */
    sealed interface Fetched {
        record List(PublishedRanges listing, Validators validators) implements Fetched {}

        record Unchanged() implements Fetched {}
    }

    private final ListSource source;
    private final boolean jdcloud;
    private final Http http;
    private final int maxFileBytes;

    RangeFeed(ListSource source, boolean jdcloud, Http http, int maxFileBytes) {
        this.source = source;
        this.jdcloud = jdcloud;
        this.http = http;
        this.maxFileBytes = maxFileBytes;
    }

    /** @param known of the last good list of this very source */
    Fetched fetch(Validators known) throws FetchException {
        FeedResult answer =
                source.provider() == RangesConfig.Provider.FILE ? readFile() : http.get(source.url(), known);
        if (!(answer instanceof FeedResult.Body body)) {
            return new Fetched.Unchanged();
        }
        try {
            PublishedRanges listing = source.provider() == RangesConfig.Provider.CLOUDFLARE
                    ? CloudflareJson.parse(body.bytes(), jdcloud)
                    : parse(body, PlainList.Style.COMMENTED);
            return new Fetched.List(listing, body.validators());
        } catch (MalformedListException e) {
            throw FetchException.malformed(source.shown(), e.problem());
        }
    }

    /** JSON or one block a line, decided by the first byte. */
    static PublishedRanges parse(FeedResult.Body body, PlainList.Style style) throws MalformedListException {
        if (body.bytes().length > 0 && body.bytes()[0] == '{') {
            return CloudflareJson.parse(body.bytes(), false);
        }
        PublishedRanges listing = PlainList.parse(body.bytes(), style);
        if (!body.endKnown()) {
            throw new MalformedListException("a plain list without Content-Length may have been cut off");
        }
        return listing;
    }

    private FeedResult readFile() throws FetchException {
        Path file = path(source.url());
        // Not a pipe or a device, which could keep us reading for ever.
        if (!Files.isRegularFile(file)) {
            throw FetchException.lasting(file, Files.exists(file) ? "not a regular file" : "no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxFileBytes + 1);
            if (bytes.length > maxFileBytes) {
                throw FetchException.lasting(file, "the file is longer than " + maxFileBytes + " bytes");
            }
            return new FeedResult.Body(bytes, true, Validators.NONE);
        } catch (IOException e) {
            throw FetchException.lasting(file, "cannot be read: " + e);
        }
    }

    private static Path path(URI url) throws FetchException {
        try {
            if (url.isAbsolute()) {
                return Path.of(url);
            }
            Path path = Path.of(url.getPath());
            if (path.isAbsolute()) {
                return path;
            }
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw FetchException.lasting(url, "not a file: " + e.getMessage());
        }
        throw FetchException.lasting(url, "the path of the list must be absolute");
    }
}
