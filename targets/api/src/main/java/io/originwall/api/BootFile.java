package io.originwall.api;

import java.util.Optional;

/**
 * A file that puts a guard up at boot, before any of this program runs: the boot script of the installed program knows by its name what
 * loads it.
 *
 * @param name of the file, without a directory; the same for every guard of a target
 * @param content the same for equal guards; empty where there must be no such file, since there is nothing to guard
 */
public record BootFile(String name, Optional<String> content) {
    /** What the names begin with. */
    public static final String PREFIX = "last-good.";

    public BootFile {
        if (!name.matches("last-good\\.[a-z0-9-]+")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name for a boot file");
        }
    }
}
