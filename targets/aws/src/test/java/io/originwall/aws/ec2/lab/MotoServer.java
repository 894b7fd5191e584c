package io.originwall.aws.ec2.lab;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * moto's server in a container of its own. It stays for as long as the JVM: it starts within a second, but the first call of each kind takes
 * it two.
 */
final class MotoServer {
    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final int PORT = 5000;
    private static final Path LOCK = Path.of("target", "moto.lock");
    /** The first time packages are installed. */
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

    private final URI address;

    private MotoServer(URI address) {
        this.address = address;
    }

    /** Why there is none to be had here; empty where there is. */
    static Optional<String> obstacle() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("no Docker engine here; ./dev test as root starts one");
    }

    /** Builds the image where it is not there yet, and starts the server; the engine removes the container when the JVM ends. */
    static MotoServer start() {
        // An engine without a bridge has no port to publish: there the server listens on the machine's own loopback.
        boolean bridged = hasBridge(DockerClientFactory.lazyClient());
        GenericContainer<?> container = new GenericContainer<>(image(bridged))
                .withLabels(Map.of("io.originwall.run", System.getenv().getOrDefault("ORIGINWALL_DOCKER_RUN", "none")))
                .withStartupTimeout(BUILD_LIMIT)
                .waitingFor(Wait.forLogMessage(".*Running on http.*\\n", 1));
        if (bridged) {
            container.withExposedPorts(PORT).withCommand("--host", "0.0.0.0", "--port", "" + PORT);
        } else {
            container.withNetworkMode("host").withCommand("--host", "127.0.0.1", "--port", "0");
        }
        startAlone(container);
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "moto-stop"));
        return new MotoServer(URI.create(
                bridged
                        ? "http://" + container.getHost() + ":" + container.getMappedPort(PORT)
                        : announced(container.getLogs())));
    }

    /** One JVM at a time, for the first builds the image: the others find it. */
    private static void startAlone(GenericContainer<?> container) {
        try (FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            container.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasBridge(DockerClient engine) {
        return engine.listNetworksCmd().exec().stream()
                .anyMatch(network -> network.getName().equals("bridge"));
    }

    private static ImageFromDockerfile image(boolean bridged) {
        // Under its own name and kept: the layers are the cache of the next run.
        ImageFromDockerfile image = new ImageFromDockerfile("originwall-moto", false)
                .withFileFromClasspath("Dockerfile", "moto/Dockerfile")
                .withFileFromClasspath("constraints.txt", "moto/constraints.txt")
                .withFileFromClasspath("serve.py", "moto/serve.py");
        Path trusted = Path.of("/etc/ssl/certs/ca-certificates.crt");
        if (Files.isReadable(trusted)) {
            image.withFileFromPath("ca-certificates.crt", trusted);
        } else {
            image.withFileFromString("ca-certificates.crt", "");
        }
        return bridged ? image : image.withBuildImageCmdModifier(build -> build.withNetworkMode("host"));
    }

    private static String announced(String log) {
        Matcher line = ADDRESS.matcher(log);
        if (!line.find()) {
            throw new IllegalStateException("moto never said where it listens: " + log);
        }
        return line.group(1);
    }

    URI address() {
        return address;
    }
}
