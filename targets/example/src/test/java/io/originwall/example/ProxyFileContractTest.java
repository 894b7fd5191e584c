package io.originwall.example;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.RestorableContract;
import io.originwall.api.Target;
import io.originwall.api.TargetContract;
import io.originwall.net.Address;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a directory of the proxy's. What implements {@link RestorableContract} has to be able to do that, and nothing besides. */
class ProxyFileContractTest extends TargetContract implements RestorableContract {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("originwall.conf");
    }

    @Override
    protected Target createTarget() {
        return new ProxyFileTarget("proxy", file(), new ProxyFileProvider());
    }

    @Override
    protected void plantForeign() throws IOException {
        Files.writeString(directory.resolve("site.conf"), "port 443/tcp\nallow 192.0.2.0/24\n");
        Files.writeString(directory.resolve("originwall.conf.bak"), "port 80/tcp\n");
    }

    @Override
    public String wholePlace() throws IOException {
        return files("");
    }

    @Override
    public String foreignThings() throws IOException {
        return files("originwall.conf");
    }

    private String files(String but) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.endsWith(but))
                    .sorted()
                    .map(file -> file.getFileName() + ":\n" + lines(file))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void drift() throws IOException {
        Files.writeString(file(), "allow 0.0.0.0/0\nlog off\n", StandardOpenOption.APPEND);
    }

    /** A directory stands where the new file is to be written. */
    @Override
    protected Target withFailingWrites() throws IOException {
        Files.createDirectories(directory.resolve(".originwall.conf.originwall").resolve("full"));
        return createTarget();
    }

    /** As the proxy reads the file, with nothing of what is tested. */
    @Override
    public boolean letsIn(Address from, Port to) {
        boolean guarded = lines(file()).stream()
                .anyMatch(line -> line.startsWith("port ")
                        && PortRange.parse(line.substring(5)).contains(to));
        return !guarded
                || lines(file()).stream()
                        .anyMatch(line -> line.startsWith("allow ")
                                && Cidr.parse(line.substring(6)).contains(from));
    }

    @Override
    public boolean counts() {
        return false;
    }

    @Override
    public boolean undoesTrials() {
        return false;
    }

    @Override
    public boolean canEnforce(Guard guard) {
        return guard.mode() == Mode.ENFORCE && guard.denyWith() == DenyWith.DROP;
    }
}
