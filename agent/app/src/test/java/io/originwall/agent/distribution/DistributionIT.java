package io.originwall.agent.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.cli.generate.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the built program, and what of it a start touches. */
class DistributionIT {
    private static final Path PROGRAM = Path.of("target/originwall").toAbsolutePath();
    private static final String HOST = "targets: [{name: host, type: nftables}]\n";
    private static final String EC2 =
            "targets: [{name: web, type: ec2-security-group, groups: [sg-0123456789abcdef0]}]\n";

    @TempDir
    Path directory;

    private static List<String> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private Tool.Outcome check(Path program, String config) throws Exception {
        Path file = Files.writeString(directory.resolve("config.yaml"), config);
        Path log = directory.resolve("classes.log");
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("ORIGINWALL_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        return Tool.run(directory, environment, program + "/bin/originwall", "-c", file.toString(), "config", "check");
    }

    private List<String> loaded() throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("classes.log"))) {
            return lines.map(line -> line.replaceFirst("^(\\[[^]]*\\])+ *", "")).toList();
        }
    }

    @Test
    void theSdkLiesInItsOwnFolderAlone() throws Exception {
        assertThat(jars(PROGRAM.resolve("lib")))
                .anyMatch(name -> name.startsWith("originwall-agent-"))
                .noneMatch(name -> name.startsWith("ec2-") || name.startsWith("sdk-core") || name.contains("databind"))
                .noneMatch(name -> name.startsWith("originwall-target-aws"));
        assertThat(jars(PROGRAM.resolve("lib/aws")))
                .anyMatch(name -> name.startsWith("originwall-target-aws-"))
                .anyMatch(name -> name.startsWith("sdk-core-"))
                .noneMatch(name -> name.contains("databind") || name.contains("netty") || name.contains("apache"))
                .doesNotContainAnyElementsOf(jars(PROGRAM.resolve("lib")));
    }

    @Test
    void aConfigForTheHostLoadsNoClassOfAwsOrOfTheAddOn() throws Exception {
        assertThat(check(PROGRAM, HOST).code()).isZero();

        assertThat(loaded())
                .anyMatch(name -> name.startsWith("io.originwall.linux."))
                .noneMatch(name -> name.startsWith("software.amazon.") || name.startsWith("io.originwall.aws.ec2."));
    }

    @Test
    void aConfigWithEc2IsReadWithoutAnyClassOfAws() throws Exception {
        assertThat(check(PROGRAM, EC2).code()).isZero();

        assertThat(loaded())
                .anyMatch(name -> name.startsWith("io.originwall.aws.ec2."))
                .noneMatch(name -> name.startsWith("software.amazon."));
    }

    @Test
    void theProgramForTheHostAloneIsTheSameWithoutThatFolder() throws Exception {
        Path program = directory.resolve("host only");
        for (String folder : List.of("bin", "lib")) {
            Files.createDirectories(program.resolve(folder));
            try (Stream<Path> files = Files.list(PROGRAM.resolve(folder)).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    Files.copy(file, program.resolve(folder).resolve(file.getFileName()));
                }
            }
        }

        assertThat(check(program, HOST).code()).isZero();
        assertThat(check(program, EC2))
                .isEqualTo(new Tool.Outcome(
                        78,
                        List.of(directory
                                + "/config.yaml:1:29: targets[0].type: \"ec2-security-group\": unknown type; there are"
                                + " nftables, iptables, windows-firewall; add-ons bring others")));
    }
}
