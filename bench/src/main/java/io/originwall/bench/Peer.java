package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A package that {@code ./dev bench} has unpacked, and not installed: nothing of it starts by itself.
 *
 * @param name of the package
 * @param directory what it would put below {@code /}
 * @param version of the package
 */
record Peer(String name, Path directory, String version) {
    private static final Path UNPACKED = Path.of(".tools", "peers");

    /** Why there is nothing to compare with. */
    static final class Absent extends Exception {
        private static final long serialVersionUID = 1;

        Absent(String message) {
            super(message);
        }
    }

    static Peer find(String name) throws Absent, IOException {
        Path directory = UNPACKED.resolve(name).toAbsolutePath();
        Path version = directory.resolveSibling(name + ".version");
        if (!Files.exists(version)) {
            throw new Absent(name + " could not be had: ./dev bench takes it from Debian's or Ubuntu's packages");
        }
        return new Peer(name, directory, Files.readString(version).strip());
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
