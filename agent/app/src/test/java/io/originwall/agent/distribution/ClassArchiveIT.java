package io.originwall.agent.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.linux.lab.NetLab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start costs is above all the classes that it must parse. The class archive of the built program holds all that a host needs, and the
 * JVM takes it: no class comes from a jar. (Those of the JDK that no archive can hold, and lambdas, which are made at run time, come from none.)
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassArchiveIT {
    private static final Path PROGRAM = Path.of("target/originwall").toAbsolutePath();
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Pattern LOADED = Pattern.compile("(?:\\[[^]]*\\])+ *(\\S+) source: (.*)");
    private static final String PASSWORD = "training";

    private Path directory = Path.of("");
    private NetLab lab;
    private Process feed;

    /**
     * A class that a JVM loaded.
     *
     * @param source "shared objects file" if it is from an archive
     */
    private record Loaded(String name, String source) {}

    @BeforeAll
    void publishRanges(@TempDir Path made) throws Exception {
        directory = made;
        lab = NetLab.open();
        Path keys = directory.resolve("feed.p12");
        finish(new ProcessBuilder((JAVA_HOME.resolve("bin/keytool")
                        + " -genkeypair -alias feed -keyalg EC -validity 2 -dname CN=localhost -ext san=dns:localhost"
                        + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + keys)
                .split(" ", -1)));
        Path port = directory.resolve("port");
        feed = lab.process(List.of(
                        JAVA_HOME.resolve("bin/java").toString(),
                        "app/src/build/Feed.java",
                        keys.toString(),
                        PASSWORD,
                        port.toString()))
                .inheritIO()
                .start();
        while (!Files.exists(port)) {
            assertThat(feed.isAlive()).as("the feed").isTrue();
            Thread.sleep(20);
        }
        String url = "https://localhost:" + Files.readString(port).strip();
        Files.writeString(directory.resolve("config.yaml"), """
                ranges: {url: "%1$s/ips", cross-check: ["%1$s/ips-v4", "%1$s/ips-v6"]}
                targets: [{name: host, type: nftables}]
                state-dir: %2$s
                """.formatted(url, directory.resolve("state")));
    }

    @AfterAll
    void end() {
        feed.destroy();
        lab.close();
    }

    /** A command in the lab's origin, whose JVM says what it loads. */
    private ProcessBuilder program(String... arguments) {
        List<String> argv = new ArrayList<>(List.of(
                PROGRAM + "/bin/originwall",
                "-c",
                directory.resolve("config.yaml").toString()));
        argv.addAll(List.of(arguments));
        ProcessBuilder program = lab.process(argv).redirectErrorStream(true);
        program.environment().put("JAVA_HOME", JAVA_HOME.toString());
        program.environment()
                .put(
                        "ORIGINWALL_JAVA_OPTS",
                        "-Xlog:class+load:file=%s -Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                                .formatted(log(), directory.resolve("feed.p12"), PASSWORD));
        return program;
    }

    private Path log() {
        return directory.resolve("classes.log");
    }

    private static void finish(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    private void assertThatNoClassCameFromAJar(String oneOfOurs) throws IOException {
        List<Loaded> loaded;
        try (Stream<String> lines = Files.lines(log())) {
            loaded = lines.map(LOADED::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new Loaded(line.group(1), line.group(2)))
                    .toList();
        }
        assertThat(loaded).filteredOn(of -> of.source().startsWith("file:")).isEmpty();
        assertThat(loaded).contains(new Loaded(oneOfOurs, "shared objects file"));
    }

    @Test
    void theVersionIsToldFromTheArchiveAlone() throws Exception {
        finish(program("--version"));

        assertThatNoClassCameFromAJar("io.originwall.agent.cli.Originwall");
    }

    @Test
    void aSyncNeedsNoJar() throws Exception {
        lab.nft("flush ruleset");

        finish(program("sync"));

        assertThatNoClassCameFromAJar("io.originwall.linux.nftables.NftablesTarget");
    }

    @Test
    void theDaemonGuardsAndEndsWithoutAJar() throws Exception {
        lab.nft("flush ruleset");
        Process daemon = program("run").start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said = new ArrayList<>();
            while (said.stream().noneMatch(line -> line.contains("cause=start"))) {
                String line = lines.readLine();
                assertThat(line).as("after %s", said).isNotNull();
                said.add(line);
            }
            daemon.toHandle().destroy();
            lines.lines().forEach(said::add);
            assertThat(daemon.waitFor()).as("%s", said).isZero();
        } finally {
            daemon.destroyForcibly();
        }

        assertThatNoClassCameFromAJar("io.originwall.agent.daemon.TargetWorker");
    }
}
