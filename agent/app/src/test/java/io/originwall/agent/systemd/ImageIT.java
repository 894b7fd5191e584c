package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The container image in a real engine, each container in a network of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final String NOBODY_MAY_WRITE = "--rm --network none --read-only --tmpfs /tmp";

    private Path temporary = Path.of("");

    private String image = "";

    @BeforeAll
    void load(@TempDir Path directory) throws Exception {
        temporary = directory;
        Packages.assumeEngine();
        image = Packages.run("docker load --quiet --input $1", Packages.assumeImage())
                .replace("Loaded image: ", "");
        Files.writeString(temporary.resolve("host.yaml"), "targets: [{name: host, type: nftables}]\n");
        Files.writeString(temporary.resolve("cloud.yaml"), """
                targets:
                  - {name: web, type: ec2-security-group, region: eu-west-1, groups: [sg-0123456789abcdef0]}
                """);
        Packages.run("chmod -R go+rX $1", temporary);
    }

    @AfterAll
    void remove() throws Exception {
        if (!image.isEmpty()) {
            Packages.run("docker rmi $1", image);
        }
    }

    private String container(String options, String config, String command) throws Exception {
        return Packages.run("docker run " + NOBODY_MAY_WRITE + " " + options + " -v " + temporary.resolve(config)
                + ":/etc/originwall/config.yaml:ro " + image + " " + command);
    }

    @Test
    void guardsTheNetworkThatItIsGiven() throws Exception {
        String said = container(
                "--cap-drop ALL --cap-add NET_ADMIN --entrypoint sh",
                "host.yaml",
                "-ec 'PATH=$PATH:/usr/lib/originwall/bin; originwall sync --offline; nft list table inet originwall;"
                        + " originwall plan --offline --exit-code'");

        assertThat(said).contains("173.245.48.0/20", "drop");
    }

    @Test
    void needsNoRightAtAllForTargetsElsewhere() throws Exception {
        assertThat(container("--cap-drop ALL --user 65532", "cloud.yaml", "config check"))
                .contains("ok, 1 target");
    }

    @Test
    void startsFromItsClassArchives() throws Exception {
        for (String config : List.of("host.yaml", "cloud.yaml")) {
            // So the JVM ends at once where it can use none; its runtime brings no other.
            assertThat(container("-e ORIGINWALL_JAVA_OPTS=-Xshare:on", config, "config check"))
                    .contains("ok");
        }
    }

    @Test
    void holdsNoMoreThanItNeedsAndIsTheSameWhoeverBuildsIt() throws Exception {
        assertThat(Packages.run(
                        "docker run --rm --network none --entrypoint sh $1 -c 'command -v apt perl bash curl || :'",
                        image))
                .isEmpty();
        assertThat(Packages.run("docker inspect --format '{{.Created}} {{.Config.Cmd}}' $1", image))
                .isEqualTo("2026-11-22T00:00:00Z [sync]");
    }
}
