package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The way from a ufw script to Originwall, in the very commands of docs/migration.md, with real callers all the time. */
class MigrationIT {
    private static final Path PAGE = Path.of("../docs/migration.md");
    private static final Pattern COMMANDS =
            Pattern.compile("<!-- MigrationIT runs what follows -->\n```\n(.*?)```", Pattern.DOTALL);

    /** As the script leaves ufw: SSH, the ranges, one of which Cloudflare gave up, and an address of the operator's own. */
    private static final String UFW_AS_IT_WAS = """
            ufw default deny incoming
            ufw allow ssh
            for range in 103.21.244.0/22 104.16.0.0/13 104.28.0.0/14 2400:cb00::/32; do
              ufw allow proto tcp from $range to any port 80,443 comment 'Cloudflare IP'
            done
            ufw allow from 192.0.2.2 to any port 443 proto tcp
            ufw --force enable
            """;

    /** As docs/install.md says; SystemdIT runs those lines. */
    private static final String INSTALL = """
            cp -r %1$s/agent/target/originwall /usr/lib/
            ln -s ../lib/originwall/bin/originwall /usr/bin/originwall
            cp %1$s/systemd/*.service /etc/systemd/system/
            install -D -m 644 %1$s/systemd/originwall.sysusers /etc/sysusers.d/originwall.conf
            systemd-sysusers
            install -d /etc/originwall
            systemctl daemon-reload
            """.formatted(Machine.SOURCES);

    @Test
    void fromAUfwScriptNobodyIsShutOutAndNobodyComesIn() throws Exception {
        List<String> steps = COMMANDS.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(steps).hasSize(7);
        try (Machine machine = Machine.create(Files.createTempDirectory(Path.of("target"), "machine"))) {
            machine.boot();
            prepare(machine);
            World world = new World(machine);
            world.watch("stranger", "allowed");

            machine.run(steps.get(0));
            machine.await("the daemon", () -> machine.run("originwall status").contains("in sync, observe"));
            assertThat(machine.run(steps.get(1)))
                    .contains("103.21.244.0 to 443/tcp: allowed", "192.0.2.2 to 443/tcp: allowed")
                    .contains("104.28.0.0 to 443/tcp: observed");
            machine.run(steps.get(2));
            machine.await("the guard", () -> machine.run("originwall status").contains("in sync, enforce"));
            assertThat(machine.run(steps.get(3)))
                    .contains("103.21.244.10 to 443/tcp: allowed", "198.51.100.10 to 443/tcp: denied");
            machine.run(steps.get(4));
            machine.run(steps.get(5));

            assertThat(machine.run(steps.get(6)))
                    .doesNotContain("Cloudflare IP")
                    .contains("guarded by originwall", "22/tcp", "192.0.2.2", "host (nftables): in sync");
            world.assertNoStrangerCameIn();
            world.assertEveryVisitorCameIn();
        }
    }

    private static void prepare(Machine machine) throws Exception {
        World world = new World(machine);
        world.bringJava();
        machine.run(UFW_AS_IT_WAS);
        world.begin();
        machine.run(INSTALL);
        assertThat(machine.run("cat /run/first-call")).isEqualTo("stranger out, allowed in");
    }
}
