package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The built program with a target of type iptables, on a real systemd with the real ufw and firewalld beside it. One machine lives through all
 * of these tests, in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IptablesSystemdIT {
    private static final String CONFIG = """
            ranges: {provider: url, url: "http://127.0.0.1:8080/list.txt", every: 1m}
            drift: {check: 2s}
            guard: {ports: [443]}
            targets: [{name: host, %s}]
            """;
    private static final String NFT = "type: iptables, variant: iptables-nft";
    private static final String LEGACY = "type: iptables, variant: iptables-legacy, guard: {deny-with: reject}";

    private Optional<Machine> created = Optional.empty();

    private Machine machine() {
        return created.orElseThrow();
    }

    private World world() {
        return new World(machine());
    }

    @BeforeAll
    void installOnAMachine() throws Exception {
        created = Optional.of(Machine.create(Files.createTempDirectory(Path.of("target"), "machine")));
        machine().boot();
        world().bringJava();
        world().beginWithEachBoot("systemd-networkd", "feed");
        machine()
                .run("cd " + Machine.SOURCES + "; cp -r agent/target/originwall /usr/lib/;"
                        + " ln -s ../lib/originwall/bin/originwall /usr/bin/originwall;"
                        + " cp systemd/*.service /etc/systemd/system/;"
                        + " install -D -m 644 systemd/originwall.sysusers /etc/sysusers.d/originwall.conf;"
                        + " systemd-sysusers; mkdir -p /etc/originwall");
        for (String unit : List.of("originwall", "originwall-boot")) {
            install("iptables.conf", unit);
        }
        config(NFT);
        machine().run("systemctl daemon-reload; systemctl enable --now originwall-boot originwall");
    }

    private void install(String example, String unit) {
        String place = "/etc/systemd/system/" + unit + ".service.d/";
        machine().run("mkdir -p " + place + "; cp " + Machine.SOURCES + "/systemd/examples/" + example + " " + place);
    }

    private void config(String target) {
        machine().write("/etc/originwall/config.yaml", CONFIG.formatted(target));
    }

    @AfterAll
    void end() throws Exception {
        if (created.isPresent()) {
            machine().close();
        }
    }

    private String rules(String variant) {
        return machine()
                .attempt("iptables-" + variant + "-save -t mangle; ip6tables-" + variant + "-save -t mangle")
                .stdout();
    }

    private static boolean isWhole(String rules) {
        return rules.split("-A ORIGINWALL-DENIED -j DROP", -1).length == 3
                && rules.split("-A PREROUTING .* -j ORIGINWALL", -1).length == 5;
    }

    private void awaitGuard(String variant) throws InterruptedException {
        machine().await("a guard of iptables-" + variant, () -> isWhole(rules(variant)));
    }

    private void assertGuarded() {
        assertThat(world().call("stranger")).isEqualTo("out");
        assertThat(world().call("allowed")).isEqualTo("in");
    }

    /** No stranger came in meanwhile, and no visitor was kept out. */
    private void assertNoGap() throws InterruptedException {
        // A move is soon done, and what called last needs a moment to come in.
        Thread.sleep(1_000);
        world().assertNoStrangerCameIn();
        world().assertEveryVisitorCameIn();
    }

    @Test
    @Order(1)
    void theDaemonPutsItUpWithTheRightsOfTheExample() throws Exception {
        awaitGuard("nft");

        assertGuarded();
        assertThat(machine().run("stat -c %U /proc/$(systemctl show originwall --value -p MainPID)"))
                .isEqualTo("originwall");
        assertThat(machine().run("ls /var/lib/originwall"))
                .contains("last-good.ipset", "last-good.iptables-nft", "last-good.ip6tables-nft");
    }

    @Test
    @Order(2)
    void theGuardComesBackWhoeverWipesIt() throws Exception {
        for (String wipe : List.of(
                "nft flush ruleset",
                "iptables -t mangle -F; iptables -t mangle -X",
                "iptables -t mangle -I PREROUTING -j ACCEPT",
                "ipset flush",
                "ufw --force enable",
                "ufw reload",
                "ufw --force reset",
                "ufw disable",
                "systemctl start firewalld",
                "firewall-cmd --reload",
                "firewall-cmd --complete-reload",
                "systemctl stop firewalld")) {
            machine().run(wipe);
            machine()
                    .await(
                            "nothing to do after " + wipe,
                            () -> machine()
                                    .attempt("originwall plan --offline --exit-code")
                                    .isSuccess());
            awaitGuard("nft");
        }
        assertGuarded();
    }

    @Test
    @Order(3)
    void movesToNftablesWithoutAGap() throws Exception {
        world().watch("stranger", "allowed");

        config("type: nftables");
        machine().run("systemctl reload originwall");

        machine()
                .await(
                        "nftables alone",
                        () -> !rules("nft").contains("ORIGINWALL")
                                && machine()
                                        .attempt("nft list table inet originwall")
                                        .isSuccess()
                                && !machine().run("ipset list -name").contains("originwall"));
        assertNoGap();
        assertGuarded();
    }

    @Test
    @Order(4)
    void movesBackToIptablesWithoutAGap() throws Exception {
        world().watch("stranger", "allowed");

        config(NFT);
        machine().run("systemctl reload originwall");

        machine()
                .await(
                        "iptables alone",
                        () -> isWhole(rules("nft"))
                                && !machine()
                                        .attempt("nft list table inet originwall")
                                        .isSuccess());
        assertNoGap();
        assertGuarded();
    }

    @Test
    @Order(5)
    void movesToTheOtherVariantWithoutAGap() throws Exception {
        machine().write("/etc/tmpfiles.d/originwall.conf", "f /run/xtables.lock 0660 root originwall\n");
        machine().run("rm -f /run/xtables.lock; systemd-tmpfiles --create /etc/tmpfiles.d/originwall.conf");
        install("iptables-legacy.conf", "originwall");
        install("iptables-legacy-boot.conf", "originwall-boot");
        machine().run("systemctl daemon-reload; systemctl restart originwall");
        world().watch("stranger", "allowed");

        config(LEGACY);
        machine().run("systemctl reload originwall");

        machine()
                .await(
                        "legacy alone",
                        () -> isWhole(rules("legacy")) && !rules("nft").contains("ORIGINWALL"));
        assertNoGap();
        assertGuarded();
    }

    @Test
    @Order(6)
    void theGuardStandsBeforeTheNetwork() throws Exception {
        machine().reboot();

        assertThat(machine().run("cat /run/first-call")).isEqualTo("stranger out, allowed in");
        assertThat(machine().run("journalctl -b -u originwall-boot -o cat"))
                .contains("last-good.ipset: loaded", "last-good.iptables-legacy: loaded");
        awaitGuard("legacy");
        assertGuarded();
        assertThat(answers()).hasLineCount(4);
    }

    /** The rules that answer strangers; two in each family. */
    private String answers() {
        return machine()
                .attempt("(iptables-legacy-save -t filter; ip6tables-legacy-save -t filter) | grep originwall")
                .stdout();
    }

    @Test
    @Order(7)
    void removeTakesOutAllOfIt() {
        machine().run("systemctl stop originwall; originwall remove");

        assertThat(rules("legacy") + rules("nft")).doesNotContain("ORIGINWALL");
        assertThat(answers()).isEmpty();
        assertThat(machine().run("ipset list -name; ls /var/lib/originwall"))
                .doesNotContain("originwall-", "last-good");
        assertThat(world().call("stranger")).isEqualTo("in");
    }
}
