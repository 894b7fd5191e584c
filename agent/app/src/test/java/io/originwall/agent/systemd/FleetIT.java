package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The rollout of deploy/ansible by the real Ansible, to two machines that are called all the time: one gets the archive, the other the package
 * with a Java of its own. They live through all of these tests, in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetIT {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String PLAYBOOK =
            PROJECT.resolve("deploy/ansible/rollout.yaml").toString();
    private static final List<String> ENFORCE = List.of("-e", "originwall_stage=enforce");
    private static final Pattern RECAP = Pattern.compile("(?m)^(\\w+) +: ok=\\d+ +changed=(\\d+) .*failed=(\\d+)");

    private final Path directory = temporary("fleet");
    private final SystemCommandRunner runner = new SystemCommandRunner();
    private final Map<String, Machine> machines = new TreeMap<>();

    /** What a run of the playbook said of one host. */
    private record Recap(int changed, int failed) {}

    @BeforeAll
    void bootTwoMachines() throws Exception {
        requireAnsible();
        Packages.assumeBuilt();
        for (String name : List.of("a", "b")) {
            Machine machine = Machine.create(temporary("machine"));
            machines.put(name, machine);
            machine.boot();
            World world = new World(machine);
            world.bringJava();
            world.begin();
            world.watch("allowed");
        }
        Path ssh = Files.writeString(directory.resolve("ssh"), World.resource("fleet-ssh"));
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                directory.resolve("inventory.yaml"),
                World.resource("fleet.yaml")
                        .replace("%A%", "" + machine("a").pid())
                        .replace("%B%", "" + machine("b").pid())
                        .replace("%SSH%", ssh.toString())
                        .replace(
                                "%ARCHIVE%", Packages.archive().toAbsolutePath().toString())
                        .replace(
                                "%PACKAGE%",
                                Packages.deb("originwall").toAbsolutePath().toString()));
    }

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory(Path.of("target"), name).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void end() throws Exception {
        runner.run(Command.of("rm", "-rf", "--", directory.toString()));
        for (Machine machine : machines.values()) {
            machine.close();
        }
    }

    /** Skips the tests where there is none; on a build machine there has to be one. */
    private static void requireAnsible() {
        String missing = "there is no ansible-playbook here; CI=true ./dev test installs it";
        boolean isThere = Files.isExecutable(Path.of("/usr/bin/ansible-playbook"));
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertTrue(isThere, missing);
        }
        Assumptions.assumeTrue(isThere, missing);
    }

    private Machine machine(String name) {
        return Optional.ofNullable(machines.get(name)).orElseThrow();
    }

    /** Runs the playbook, and returns what it did to each host. */
    private Map<String, Recap> play(boolean succeeds, List<String> more) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                "env",
                "LC_ALL=C.UTF-8",
                "ansible-playbook",
                "-i",
                directory.resolve("inventory.yaml").toString(),
                PLAYBOOK));
        argv.addAll(more);
        CommandResult result = runner.run(Command.of(argv.toArray(String[]::new))
                .withEnvironment(Map.of(
                        "HOME", directory.toString(),
                        "ANSIBLE_NOCOLOR", "1",
                        "ANSIBLE_DISPLAY_SKIPPED_HOSTS", "no"))
                .within(Duration.ofMinutes(8)));
        assertThat(result.isSuccess()).as(result.stdout() + result.stderr()).isEqualTo(succeeds);
        Map<String, Recap> recaps = new TreeMap<>();
        for (MatchResult host : RECAP.matcher(result.stdout()).results().toList()) {
            recaps.put(host.group(1), new Recap(Integer.parseInt(host.group(2)), Integer.parseInt(host.group(3))));
        }
        return recaps;
    }

    private String status(String name) {
        return machine(name).run("originwall status; systemctl is-active originwall || true; ls /etc/originwall");
    }

    private String environmentOfTheDaemon(String name) {
        return machine(name).run("tr '\\0' '\\n' </proc/$(systemctl show originwall -p MainPID --value)/environ");
    }

    private String stranger(String name) {
        return new World(machine(name)).call("stranger");
    }

    @Test
    @Order(1)
    void checkModeTellsThatItWouldInstallAndDoesNot() throws Exception {
        assertThat(play(true, List.of("--check", "-l", "a"))).containsEntry("a", new Recap(1, 0));

        assertThat(machine("a").run("ls -d /usr/lib/originwall* /etc/originwall* 2>/dev/null || true"))
                .isEmpty();
    }

    @Test
    @Order(2)
    void installsEverywhereAndOnlyObserves() throws Exception {
        play(true, List.of());

        for (String name : machines.keySet()) {
            assertThat(status(name)).contains("in sync, observe", "\nactive", "config.yaml", "environment");
            assertThat(machine(name).run("systemctl is-enabled originwall originwall-boot; ls -d /usr/lib/originwall*"))
                    .isEqualTo("enabled\nenabled\n/usr/lib/originwall");
            assertThat(environmentOfTheDaemon(name)).contains("TOKEN=a\"b\\c");
            assertThat(stranger(name)).isEqualTo("in");
        }
    }

    @Test
    @Order(3)
    void oneEnforcesAndTheNextGoesBackBecauseTheSiteDoesNotAnswer() throws Exception {
        Path vars = Files.createDirectories(directory.resolve("host_vars"));
        Files.writeString(vars.resolve("b.yaml"), "originwall_reachable: ['false']\n");

        assertThat(play(false, ENFORCE).values()).extracting(Recap::failed).containsExactly(0, 1);

        Files.delete(vars.resolve("b.yaml"));
        assertThat(status("a")).contains("in sync, enforce", "\nactive").doesNotContain("trial");
        machine("b").await("the daemon", () -> status("b").contains("\nactive"));
        assertThat(status("b")).contains("in sync, observe").doesNotContain("trial");
        assertThat(Stream.of("a", "b").map(this::stranger)).containsExactly("out", "in");
    }

    @Test
    @Order(4)
    void theRestFollows() throws Exception {
        Map<String, Recap> recaps = play(true, ENFORCE);

        assertThat(recaps).containsEntry("a", new Recap(0, 0));
        assertThat(status("b")).contains("in sync, enforce", "\nactive").doesNotContain("trial");
        assertThat(stranger("b")).isEqualTo("out");
    }

    @Test
    @Order(5)
    void whatIsDoneIsNotDoneAgain() throws Exception {
        assertThat(play(true, ENFORCE).values()).containsExactly(new Recap(0, 0), new Recap(0, 0));
    }

    @Test
    @Order(6)
    void aBadConfigIsRefusedBeforeItReplacesTheOldOneAndAGoodOneIsReloaded() throws Exception {
        String pid = machine("a").run("systemctl show originwall -p MainPID");
        String before = machine("a").run("cat /etc/originwall/config.yaml");
        String config = "{\"originwall_config\": {\"%s\": {\"ports\": [443, 8443]},"
                + " \"targets\": [{\"name\": \"host\", \"type\": \"nftables\"}]}}";

        play(false, List.of("-l", "a", "-e", config.formatted("gaurd")));

        assertThat(machine("a").run("cat /etc/originwall/config.yaml")).isEqualTo(before);

        play(true, List.of("-l", "a", "-e", config.formatted("guard")));

        assertThat(machine("a").run("nft list table inet originwall")).contains("8443");
        assertThat(machine("a").run("systemctl show originwall -p MainPID")).isEqualTo(pid);
    }

    /** As where a new archive came with a config that was refused: that ended the run before its handlers. */
    @Test
    @Order(7)
    void aDaemonThatStillRunsFromTheOldProgramIsRestartedByTheNextRun() throws Exception {
        String pid = machine("a").run("systemctl show originwall -p MainPID");
        machine("a").run("cp -a /usr/lib/originwall /usr/lib/originwall.old");

        play(true, Stream.concat(ENFORCE.stream(), Stream.of("-l", "a")).toList());

        assertThat(machine("a").run("systemctl show originwall -p MainPID")).isNotEqualTo(pid);
        assertThat(machine("a").run("ls -d /usr/lib/originwall*")).isEqualTo("/usr/lib/originwall");
    }

    @Test
    @Order(8)
    void aNewEnvironmentWaitsWhereTheConfigIsRefusedAndIsInForceAfterTheNextRun() throws Exception {
        List<String> changed = List.of("-l", "a", "-e", "{\"originwall_environment\": {\"TOKEN\": \"new\"}}");
        String bad =
                "{\"originwall_config\": {\"gaurd\": {}, \"targets\": [{\"name\": \"host\", \"type\": \"nftables\"}]}}";

        play(false, Stream.concat(changed.stream(), Stream.of("-e", bad)).toList());
        play(true, changed);

        assertThat(environmentOfTheDaemon("a")).contains("TOKEN=new");
    }

    @Test
    @Order(9)
    void noVisitorWasShutOutMeanwhile() {
        for (Machine machine : machines.values()) {
            new World(machine).assertEveryVisitorCameIn();
        }
    }
}
