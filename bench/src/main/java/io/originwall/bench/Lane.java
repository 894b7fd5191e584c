package io.originwall.bench;

import io.originwall.bench.Receiver.Received;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An origin in a network namespace of its own: the daemon that guards it, and a service behind the guard. This namespace is its world. */
final class Lane implements AutoCloseable {
    static final String ALLOWED = "103.21.244.10";
    static final String BLOCKED = "198.51.100.10";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Jvm service;
    private final PackagedDaemon daemon;
    private final String address;

    private Lane(int number, Path directory, List<Cidr> blocks) throws Exception {
        this.directory = directory;
        this.address = "10.99." + number + ".1";
        this.service = Jvm.start(
                List.of("unshare", "--net", "--"), Receiver.class, received().toString());
        try {
            wire(number);
            this.daemon = PackagedDaemon.start(
                    inside(),
                    PackagedDaemon.PROGRAM,
                    Path.of(System.getProperty("java.home")),
                    config(blocks),
                    Map.of());
        } catch (IOException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** The addresses of the world's clients; once. */
    static void wireWorld() throws Exception {
        Shell.run("ip", "address", "add", ALLOWED + "/32", "dev", "lo");
        Shell.run("ip", "address", "add", BLOCKED + "/32", "dev", "lo");
    }

    /** A lane whose guard stands. */
    static Lane open(int number, Path parent, List<Cidr> blocks) throws Exception {
        Lane lane = new Lane(number, Files.createDirectory(parent.resolve("lane" + number)), blocks);
        try {
            lane.daemon.await("cause=start", 1, START_LIMIT);
            return lane;
        } catch (BenchFailure | InterruptedException e) {
            lane.close();
            throw e;
        }
    }

    private void wire(int number) throws IOException, InterruptedException {
        String outside = "veth" + number;
        String world = "10.99." + number + ".2";
        Shell.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", "" + service.pid());
        Shell.run("ip", "address", "add", world + "/24", "dev", outside);
        Shell.run("ip", "link", "set", outside, "up");
        run("ip", "link", "set", "lo", "up");
        run("ip", "address", "add", address + "/24", "dev", "eth0");
        run("ip", "link", "set", "eth0", "up");
        run("ip", "route", "add", "default", "via", world);
    }

    private Path config(List<Cidr> blocks) throws IOException {
        Path list = Files.write(
                directory.resolve("ranges.txt"),
                blocks.stream().map(Object::toString).toList());
        return Files.writeString(directory.resolve("config.yaml"), """
                state-dir: %s
                ranges: {provider: file, url: %s}
                guard: {ports: [80/tcp, 443/tcp, 443/udp]}
                targets: [{name: host, type: nftables}]
                """.formatted(directory.resolve("state"), list));
    }

    private List<String> inside() {
        return List.of("nsenter", "-t", "" + service.pid(), "-n", "--");
    }

    /** Runs a command in the origin. */
    String run(String... command) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(inside());
        argv.addAll(List.of(command));
        return Shell.run(argv.toArray(String[]::new));
    }

    PackagedDaemon daemon() {
        return daemon;
    }

    String address() {
        return address;
    }

    private Path received() {
        return directory.resolve("received");
    }

    /** What got through; ends the service. */
    Received end() throws IOException, InterruptedException {
        service.finish();
        return Received.read(received());
    }

    @Override
    public void close() {
        daemon.close();
        service.close();
    }
}
