package io.originwall.linux.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The real Docker in the origin of a lab: it publishes ports there by rules of iptables of its own, and by a proxy. Its image is one static
 * program.
 */
public final class DockerEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NetLab lab;
    private final Path directory;
    private Optional<Process> running = Optional.empty();

    private DockerEngine(NetLab lab, Path directory) {
        this.lab = lab;
        this.directory = directory;
    }

    /** A running one, or a skipped test where this machine has none; with CI=true a failed one. */
    public static DockerEngine start(NetLab lab) throws Exception {
        for (String tool : List.of("dockerd", "docker", "busybox")) {
            if (tool(tool).isEmpty() || !System.getProperty("user.name").equals("root")) {
                String obstacle = "a Docker engine takes root and " + tool + "; ./dev test as root installs it";
                Assertions.assertNotEquals("true", System.getenv("CI"), "must not be skipped: " + obstacle);
                Assumptions.abort("skipped: " + obstacle);
            }
        }
        DockerEngine engine = new DockerEngine(lab, Files.createTempDirectory("docker"));
        try {
            engine.start();
            Path image = Files.createDirectories(engine.directory.resolve("image/bin"));
            Files.copy(tool("busybox").orElseThrow(), image.resolve("busybox"));
            engine.run("tar", "-C", engine.directory + "/image", "-cf", engine.directory + "/image.tar", ".");
            engine.docker("import", engine.directory + "/image.tar", "busybox:test");
            return engine;
        } catch (Exception | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    /** The caller's own path counts here: where Docker is not installed, the tests unpack it. */
    private static Optional<Path> tool(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void start() throws Exception {
        // In namespaces of processes and mounts of its own, so that nothing of it outlives it.
        running = Optional.of(process(
                        "setpriv",
                        "--pdeathsig=KILL",
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "dockerd",
                        "--host=" + socket(),
                        "--data-root=" + directory + "/data",
                        "--exec-root=" + directory + "/exec",
                        "--pidfile=" + directory + "/pid",
                        "--storage-driver=vfs",
                        "--exec-opt=native.cgroupdriver=cgroupfs")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process("docker", "--host=" + socket(), "version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                != 0) {
            Assertions.assertTrue(
                    System.nanoTime() < deadline && running.orElseThrow().isAlive(),
                    () -> "no answer from dockerd: " + log());
            Thread.sleep(100);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String socket() {
        return "unix://" + directory + "/docker.sock";
    }

    private ProcessBuilder process(String... argv) {
        return lab.process(List.of(argv));
    }

    private String run(String... argv) throws Exception {
        Process process = process(argv).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertEquals(0, process.waitFor(), () -> String.join(" ", argv) + ": " + said + "\n" + log());
        return said;
    }

    private void docker(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("docker", "--host=" + socket()));
        argv.addAll(List.of(arguments));
        run(argv.toArray(String[]::new));
    }

    /** Starts a container that answers on port 80, published under another number. */
    public void publish(int port) throws Exception {
        docker(
                "run",
                "--detach",
                "--name=web",
                "--restart=always",
                "--publish=" + port + ":80",
                "busybox:test",
                "/bin/busybox",
                "httpd",
                "-f");
    }

    /** As {@code systemctl restart docker} does: its containers are stopped and started again. */
    public void restart() throws Exception {
        stop();
        start();
    }

    private void stop() throws InterruptedException {
        if (running.isPresent()) {
            Process engine = running.get();
            engine.children().forEach(ProcessHandle::destroy);
            if (!engine.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                engine.destroyForcibly().waitFor();
            }
            running = Optional.empty();
        }
    }

    @Override
    public void close() throws Exception {
        if (running.filter(Process::isAlive).isPresent()) {
            process("docker", "--host=" + socket(), "rm", "--force", "web")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        stop();
        run("rm", "-rf", directory.toString());
    }
}
