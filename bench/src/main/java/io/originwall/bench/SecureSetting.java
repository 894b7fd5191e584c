package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a packaged daemon needs on an ordinary server: one nftables target, and a stand-in for Cloudflare that it asks over HTTPS. */
final class SecureSetting implements AutoCloseable {
    private static final String PASSWORD = "benchmark";

    private final Path program;
    private final Path javaHome;
    private final Path config;
    private final Path trusted;
    private final FakeCloudflare cloudflare;

    /**
     * Makes it.
     *
     * @param directory an empty one, for everything but the program
     * @param program the program's directory
     * @param javaHome the Java that runs it
     */
    SecureSetting(Path directory, Path program, Path javaHome) throws Exception {
        this.program = program;
        this.javaHome = javaHome;
        Path keys = directory.resolve("keys.p12");
        this.trusted = certificates(directory, keys);
        this.cloudflare = FakeCloudflare.secure(keys, PASSWORD);
        this.config = Files.writeString(directory.resolve("config.yaml"), """
                state-dir: %s
                ranges: {url: "%s", cross-check: ["%s", "%s"]}
                targets: [{name: host, type: nftables}]
                """.formatted(
                        directory.resolve("state"),
                        cloudflare.url("/ips"),
                        cloudflare.url("/ips-v4"),
                        cloudflare.url("/ips-v6")));
    }

    private Path certificates(Path directory, Path keys) throws Exception {
        Path certificate = directory.resolve("certificate");
        Path trust = directory.resolve("cacerts");
        keytool("-genkeypair -alias feed -keyalg EC -validity 2 -dname CN=localhost -ext san=dns:localhost"
                + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + keys);
        keytool("-exportcert -alias feed -storepass " + PASSWORD + " -keystore " + keys + " -file " + certificate);
        Files.copy(javaHome.resolve("lib/security/cacerts"), trust);
        keytool("-importcert -noprompt -alias feed -storepass changeit -keystore " + trust + " -file " + certificate);
        return trust;
    }

    private void keytool(String arguments) throws Exception {
        Shell.run((javaHome.resolve("bin/keytool") + " " + arguments).split(" ", -1));
    }

    /** Starts the daemon, in this network namespace. */
    PackagedDaemon start() throws IOException {
        // The certificates of the real world with one more, in the place of which a real host needs no option.
        Map<String, String> environment = Map.of("ORIGINWALL_JAVA_OPTS", "-Djavax.net.ssl.trustStore=" + trusted);
        return PackagedDaemon.start(List.of(), program, javaHome, config, environment);
    }

    @Override
    public void close() {
        cloudflare.close();
    }
}
