package io.originwall.agent.ranges;

import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.net.Cidr;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A program of its own that writes ranges caches: to be killed, or to run out of room. */
final class RangesCacheWriter {
    private RangesCacheWriter() {}

    static CachedRanges small() {
        return cached(1);
    }

    static CachedRanges big() {
        return cached(5000);
    }

    private static CachedRanges cached(int blocks) {
        return new CachedRanges(
                "url https://example.com/list",
                Validators.NONE,
                Instant.parse("2026-11-22T10:00:00Z"),
                PublishedRanges.of(IntStream.range(0, blocks)
                        .mapToObj(i -> Cidr.parse("52." + i / 256 + "." + i % 256 + ".0/24"))
                        .toList()),
                new TreeMap<>());
    }

    /** {@code DIRECTORY once}: the small cache, then the big one, whose failure is printed. {@code DIRECTORY forever}: both in turn. */
    public static void main(String... args) throws IOException {
        RangesCacheFile file = new RangesCacheFile(new DirectoryStore(new StateDirectory(Path.of(args[0]))));
        file.replace(small());
        System.out.println("written");
        do {
            try {
                file.replace(big());
            } catch (IOException e) {
                System.out.println("failed: " + e.getMessage());
                System.out.println("intact: " + file.read().equals(new RangesCacheFile.Found.Valid(small())));
                System.out.println("tidy: "
                        + (new File(args[0]).list((where, name) -> !name.equals("documents.lock")).length == 1));
                return;
            }
            file.replace(small());
        } while (args[1].equals("forever"));
    }
}
