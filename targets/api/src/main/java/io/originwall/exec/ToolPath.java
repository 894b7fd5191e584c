package io.originwall.exec;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where tools are looked for: the system's own directories only. The caller's PATH is not asked, a firewall tool run as root must not come
 * from a directory that somebody else can write to.
 */
record ToolPath(List<Path> directories) {
    static ToolPath system() {
        return new ToolPath(Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(Path::of)
                .toList());
    }

    Path find(String tool) throws CommandNotFoundException {
        Path path = Path.of(tool);
        if (path.isAbsolute()) {
            return path;
        }
        for (Path directory : directories) {
            Path candidate = directory.resolve(tool);
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        throw new CommandNotFoundException(tool, directories);
    }

    /** For a tool that starts another one by its name. */
    @Override
    public String toString() {
        return directories.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
