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
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packages for Debian on a real one: installed, upgraded from an earlier build, removed and purged, before callers from outside. One
 * machine lives through all of these tests, in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackageIT {
    private static final String OWN_JAVA = "originwall";
    private static final String SYSTEM_JAVA = "originwall-system-java";
    private static final String CONFIG = "/etc/originwall/config.yaml";

    /** Where the machine sees the packages that only the test makes. */
    private String made = "";

    private Optional<Machine> created = Optional.empty();

    private Machine machine() {
        return created.orElseThrow();
    }

    private World world() {
        return new World(machine());
    }

    @BeforeAll
    void bootAMachineWithoutJava() throws Exception {
        Packages.assumeBuilt();
        Path directory = Files.createTempDirectory(Path.of("target"), "packages");
        made = Machine.SOURCES + "/agent/" + directory;
        for (String flavour : List.of(OWN_JAVA, SYSTEM_JAVA)) {
            makeAnEarlierBuild(flavour, directory);
            makeAnRpm(flavour, directory, "0.0.9", "");
        }
        makeOneThatCannotBeUnpacked(directory);
        // What dnf swap does in one transaction; rpm by itself does so for an Obsoletes only.
        makeAnRpm(OWN_JAVA, directory, "0.0.10", "s/^Conflicts:/Obsoletes:/");
        makeAnRpm(SYSTEM_JAVA, directory, "0.0.11", "s/^Conflicts:/Obsoletes:/");
        makeAJava("17.0.1", directory);
        makeAJava("17.0.2", directory);

        created = Optional.of(Machine.create(Files.createTempDirectory(Path.of("target"), "machine")));
        machine().boot();
        world().beginWithEachBoot("nftables");
    }

    /** The same with another version, and with a library that the next one has no more. */
    private static void makeAnEarlierBuild(String flavour, Path directory) throws Exception {
        Packages.run("""
                tree=$(mktemp -d)
                dpkg-deb -R "$1" "$tree"
                sed -i 's/^Version: .*/Version: 0.0.9/; s/(= [^)]*)/(= 0.0.9)/' "$tree/DEBIAN/control"
                lib=$tree/usr/lib/originwall/lib
                mv $lib/originwall-agent-*.jar $lib/originwall-agent-0.0.9.jar
                dpkg-deb --root-owner-group -Znone --build "$tree" "$2/$3_0.0.9.deb"
                rm -r "$tree"
                """, Packages.deb(flavour), directory, flavour);
    }

    private static void makeOneThatCannotBeUnpacked(Path directory) throws Exception {
        Packages.run("""
                tree=$(mktemp -d)
                mkdir "$tree/DEBIAN"
                dpkg-deb -f "$1" Package Version Architecture Maintainer Description Conflicts Replaces >"$tree/DEBIAN/control"
                printf '#!/bin/sh\\nexit 1\\n' >"$tree/DEBIAN/preinst"
                chmod 755 "$tree/DEBIAN/preinst"
                dpkg-deb --root-owner-group -Znone --build "$tree" "$2/broken.deb"
                rm -r "$tree"
                """, Packages.deb(OWN_JAVA), directory);
    }

    /**
     * The same as of this build. Without a change to its spec it has a library that the next one has no more; with one it keeps the library
     * that its class archive was made of.
     */
    private static void makeAnRpm(String flavour, Path directory, String version, String change) throws Exception {
        Packages.run(
                """
                tree=$(mktemp -d)
                mkdir "$tree/stage"
                sed "$6" app/src/package/rpm/originwall.spec >"$tree/spec"
                dpkg-deb -x "$1" "$tree/stage"
                if test -z "$6"; then
                  mv "$tree"/stage/usr/lib/originwall/lib/originwall-agent-*.jar \
                    "$tree/stage/usr/lib/originwall/lib/originwall-agent-$5.jar"
                fi
                mv "$tree/stage/usr/share/zsh/vendor-completions" "$tree/stage/usr/share/zsh/site-functions"
                rm -r "$tree/stage/usr/share/lintian"
                rpmbuild -bb --quiet --target "$(uname -m)-linux" --define "_topdir $tree/rpm" \
                  --define "_rpmdir $2" --define '_rpmfilename %%{NAME}-%%{VERSION}.rpm' --define "stage $tree/stage" \
                  --define "name_of_package $3" --define "version_of_package $5" --define "with_own_java $4" \
                  "$tree/spec" >"$tree/log" 2>&1 || { cat "$tree/log" >&2; exit 1; }
                rm -r "$tree"
                """,
                Packages.deb(flavour),
                directory.toAbsolutePath(),
                flavour,
                flavour.equals(OWN_JAVA) ? 1 : 0,
                version,
                change);
    }

    /** The Java that runs this test, as a package. */
    private static void makeAJava(String version, Path directory) throws Exception {
        Packages.run("""
                tree=$(mktemp -d)
                mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib/jvm"
                ln -s "$3/bin/java" "$tree/usr/bin/java"
                echo "$1" >"$tree/usr/lib/jvm/version"
                printf '%s\\n' 'Package: some-java' "Version: $1" 'Architecture: all' 'Provides: java17-runtime-headless' \\
                  'Maintainer: Test <test@localhost>' 'Description: stands in for a Java' >"$tree/DEBIAN/control"
                dpkg-deb --root-owner-group -Znone --build "$tree" "$2/some-java_$1.deb"
                rm -r "$tree"
                """, version, directory, System.getProperty("java.home"));
    }

    @AfterAll
    void end() throws Exception {
        if (created.isPresent()) {
            machine().close();
            Packages.run("rm -r \"$1\"", made.substring((Machine.SOURCES + "/agent/").length()));
        }
    }

    private void apt(String arguments) {
        machine().run("DEBIAN_FRONTEND=noninteractive apt-get -q -y " + arguments + " </dev/null");
    }

    private String thisBuild(String flavour) throws Exception {
        return Machine.SOURCES + "/agent/" + Packages.deb(flavour);
    }

    private String show(String property) {
        return machine().run("systemctl show originwall --value -p " + property);
    }

    /** Without the numbers of its sets: who loads a guard beside another one gives its sets the next that are free. */
    private String table() {
        return machine()
                .run("nft -s list table inet originwall")
                .replaceAll("\\b(allow[46]|dst[46]|tcp_ports|udp_ports|exempt_if)_[1-9][0-9]*", "$1");
    }

    /** Takes away what is left of a test that failed, so that the next one tells of its own faults only. */
    private void beginWithoutOriginwall() {
        machine()
                .attempt("rpm -qa 'originwall*' | xargs -r rpm --force-debian --nodeps -e;"
                        + " dpkg --purge " + OWN_JAVA + " " + SYSTEM_JAVA + ";"
                        + " rm -rf /etc/originwall /var/lib/originwall; nft delete table inet originwall;"
                        + " systemctl reset-failed; userdel originwall");
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {OWN_JAVA, SYSTEM_JAVA})
    void livesItsWholeLife(String flavour) throws Throwable {
        beginWithoutOriginwall();
        if (flavour.equals(SYSTEM_JAVA)) {
            assertThat(machine()
                            .attempt("apt-get -q -y install " + thisBuild(flavour))
                            .isSuccess())
                    .as("installed without a Java")
                    .isFalse();
            apt("install " + made + "/some-java_17.0.1.deb");
        }
        // All that its dependencies ask for is there, or this would fail: there is no network.
        apt("install " + made + "/" + flavour + "_0.0.9.deb");
        itOnlyLooks();
        itRunsOnTheJavaOf(flavour);
        assertThat(machine().attempt("command -v java").isSuccess()).isEqualTo(flavour.equals(SYSTEM_JAVA));

        machine().run("sed -i 's/mode: observe/mode: enforce/' " + CONFIG + "; systemctl reload originwall");
        machine().await("the guard", () -> world().call("stranger").equals("out"));
        assertThat(world().call("allowed")).isEqualTo("in");

        itIsUpgradedUnderTheGuard(() -> apt("install " + thisBuild(flavour)));
        whatTheAdministratorDisabledStaysSo(flavour);
        removalLeavesTheGuard("apt-get -q -y remove " + flavour);
        purgeLeavesNothingButTheGuard(flavour);
        machine().run("nft delete table inet originwall");
    }

    private void itOnlyLooks() {
        assertThat(show("ActiveState")).isEqualTo("active");
        assertThat(machine().run("systemctl is-enabled originwall originwall-boot"))
                .isEqualTo("enabled\nenabled");
        assertThat(machine().run("stat -c '%U:%G %a' " + CONFIG)).isEqualTo("root:originwall 640");
        assertThat(table()).contains("173.245.48.0/20").doesNotContain("drop\n");

        assertThat(world().call("stranger")).isEqualTo("in");
        assertThat(machine().run("originwall status")).contains("observe");
        assertThat(machine().run("nft list table inet originwall")).containsPattern("packets [1-9]");
    }

    private void itRunsOnTheJavaOf(String flavour) {
        assertThat(machine().run("readlink /proc/" + show("MainPID") + "/exe"))
                .isEqualTo(
                        flavour.equals(OWN_JAVA)
                                ? "/usr/lib/originwall/runtime/bin/java"
                                : System.getProperty("java.home") + "/bin/java");
    }

    private void assertTheClassArchiveIsInUse() {
        assertThat(machine().run("cat /proc/" + show("MainPID") + "/maps"))
                .containsPattern("/usr/lib/originwall/lib/[a-z-]+[.]jsa\n");
    }

    private void itIsUpgradedUnderTheGuard(Executable upgrade) throws Throwable {
        machine().run("echo '# a remark of the administrator' >>" + CONFIG);
        String config = machine().run("sha256sum " + CONFIG + "; stat -c '%U:%G %a' " + CONFIG);
        String table = table();
        String pid = show("MainPID");
        world().watch("stranger");

        upgrade.execute();

        world().assertNoStrangerCameIn();
        assertThat(show("ActiveState")).isEqualTo("active");
        assertThat(show("MainPID")).isNotEqualTo(pid);
        assertThat(table()).isEqualTo(table);
        assertThat(machine().run("sha256sum " + CONFIG + "; stat -c '%U:%G %a' " + CONFIG))
                .isEqualTo(config);
        assertThat(machine().run("ls /etc/originwall")).isEqualTo("config.yaml");
        assertThat(machine().run("ls /usr/lib/originwall/lib")).doesNotContain("0.0.9");
        assertTheClassArchiveIsInUse();
    }

    private void whatTheAdministratorDisabledStaysSo(String flavour) throws Exception {
        machine().run("systemctl disable originwall-boot");
        apt("install --reinstall " + thisBuild(flavour));
        assertThat(machine().attempt("systemctl is-enabled originwall-boot").stdout())
                .isEqualTo("disabled\n");
        machine().run("systemctl enable originwall-boot");
    }

    private void removalLeavesTheGuard(String removal) {
        String table = table();
        String ofIptables = "/var/lib/originwall/last-good.ip6tables-legacy";
        machine().run("touch " + ofIptables);
        world().watch("stranger");

        String said = machine().run(removal + " 2>&1");

        machine().run("rm " + ofIptables);
        world().assertNoStrangerCameIn();
        assertThat(table()).isEqualTo(table);
        assertThat(said)
                .contains(
                        "the rules stay in force until the next boot",
                        "nft delete table inet originwall",
                        "ip6tables-legacy-save -t mangle | grep -v ORIGINWALL | ip6tables-legacy-restore -T mangle")
                .doesNotContain(" iptables-legacy-save");
        assertThat(machine().attempt("systemctl is-active originwall").stdout()).isEqualTo("inactive\n");
        assertThat(machine()
                        .attempt("ls -d /usr/lib/originwall /usr/bin/originwall")
                        .stdout())
                .isEmpty();
        assertThat(machine().run("ls " + CONFIG + "* /var/lib/originwall/last-good.nft"))
                .contains(CONFIG);
    }

    private void purgeLeavesNothingButTheGuard(String flavour) {
        machine().run("echo TOKEN=secret >/etc/originwall/environment");
        String table = table();

        apt("purge " + flavour);

        assertThat(table()).isEqualTo(table);
        assertThat(machine()
                        .attempt("ls -d /etc/originwall /var/lib/originwall /usr/share/doc/originwall*"
                                + " /etc/systemd/system/*.wants/originwall*")
                        .stdout())
                .isEmpty();
        assertThat(machine().attempt("dpkg -l | grep originwall").stdout()).isEmpty();
    }

    @Test
    @Order(2)
    void oneFlavourTakesThePlaceOfTheOtherUnderTheGuard() throws Exception {
        apt("install " + thisBuild(OWN_JAVA));
        machine().run("sed -i 's/mode: observe/mode: enforce/' " + CONFIG + "; systemctl reload originwall");
        machine().await("the guard", () -> world().call("stranger").equals("out"));
        for (String flavour : List.of(SYSTEM_JAVA, OWN_JAVA, SYSTEM_JAVA)) {
            world().watch("stranger");

            apt("install " + thisBuild(flavour));

            world().assertNoStrangerCameIn();
            itGoesOnAs(flavour);
            apt("purge " + (flavour.equals(OWN_JAVA) ? SYSTEM_JAVA : OWN_JAVA));
            itGoesOnAs(flavour);
        }
    }

    /** No room, for instance: the one that was to go has been stopped by then. */
    @Test
    @Order(3)
    void aFlavourThatCannotComeLeavesTheOtherAtWork() {
        String pid = show("MainPID");

        assertThat(machine().attempt("dpkg --install " + made + "/broken.deb").isSuccess())
                .isFalse();

        assertThat(show("MainPID")).isNotEqualTo(pid);
        itGoesOnAs(SYSTEM_JAVA);
        assertTheClassArchiveIsInUse();
    }

    private void itGoesOnAs(String flavour) {
        assertThat(show("ActiveState")).isEqualTo("active");
        itRunsOnTheJavaOf(flavour);
        assertThat(machine().run("cat " + CONFIG)).contains("mode: enforce");
        assertThat(machine().run("systemctl is-enabled originwall originwall-boot"))
                .isEqualTo("enabled\nenabled");
        assertThat(machine().run("ls /var/lib/originwall")).contains("last-good.nft");
    }

    @Test
    @Order(4)
    void theClassArchiveIsMadeAnewWhenJavaIsUpgraded() {
        String before = machine().run("stat -c %y /usr/lib/originwall/lib/*.jsa");

        apt("install " + made + "/some-java_17.0.2.deb");

        assertThat(machine().run("stat -c %y /usr/lib/originwall/lib/*.jsa")).isNotEqualTo(before);
    }

    @Test
    @Order(5)
    void theAddOnForEc2ComesAndGoes() throws Exception {
        machine()
                .write(
                        "/opt/test/ec2.yaml",
                        "targets: [{name: web, type: ec2-security-group, region: eu-west-1, groups: [sg-0123456789abcdef0]}]\n");
        assertThat(machine()
                        .attempt("originwall -c /opt/test/ec2.yaml config check")
                        .isSuccess())
                .isFalse();

        apt("install " + thisBuild("originwall-aws"));

        machine().run("originwall -c /opt/test/ec2.yaml config check");
        assertThat(machine().run("ls /usr/lib/originwall/lib/aws")).contains("originwall.jsa.of");
        assertThat(show("ActiveState")).isEqualTo("active");

        apt("remove originwall-aws");

        assertThat(machine().attempt("ls -d /usr/lib/originwall/lib/aws").stdout())
                .isEmpty();
        assertThat(show("ActiveState")).isEqualTo("active");
    }

    @Test
    @Order(6)
    void theCompletionsAreLoadedByBash() {
        String complete = "cd /; . /usr/share/bash-completion/completions/originwall; complete -p originwall";
        assertThat(machine().run("bash -c '" + complete + "'")).contains("originwall");
    }

    /** By the real rpm, though on Debian: so its database knows of nothing that they depend on. */
    @ParameterizedTest
    @Order(7)
    @ValueSource(strings = {OWN_JAVA, SYSTEM_JAVA})
    void theRpmLivesItsWholeLifeToo(String flavour) throws Throwable {
        beginWithoutOriginwall();
        String rpm = "rpm --force-debian --nodeps ";

        machine().run(rpm + "-i " + made + "/" + flavour + "-0.0.9.rpm");
        assertThat(machine().run("systemctl is-enabled originwall originwall-boot"))
                .isEqualTo("enabled\nenabled");
        assertThat(machine().attempt("systemctl is-active originwall").stdout()).isEqualTo("inactive\n");

        machine().run("systemctl start originwall");
        itOnlyLooks();
        itRunsOnTheJavaOf(flavour);
        machine().run("sed -i 's/mode: observe/mode: enforce/' " + CONFIG + "; systemctl reload originwall");
        machine().await("the guard", () -> world().call("stranger").equals("out"));

        itIsUpgradedUnderTheGuard(
                () -> machine().run(rpm + "-U " + Machine.SOURCES + "/agent/" + Packages.rpm(flavour)));
        removalLeavesTheGuard(rpm + "-e " + flavour);

        assertThat(machine().run("cat " + CONFIG + ".rpmsave")).contains("mode: enforce");
        assertThat(machine().attempt("systemctl is-enabled originwall").stdout())
                .isNotEqualTo("enabled\n");
        machine().run("rm -r /etc/originwall /var/lib/originwall");
    }

    @Test
    @Order(8)
    void anRpmOfOneFlavourTakesThePlaceOfTheOtherToo() throws Exception {
        beginWithoutOriginwall();
        String rpm = "rpm --force-debian --nodeps ";
        machine().run(rpm + "-i " + made + "/" + OWN_JAVA + "-0.0.9.rpm; systemctl start originwall");
        machine().run("sed -i 's/mode: observe/mode: enforce/' " + CONFIG + "; systemctl reload originwall");
        machine().await("the guard", () -> world().call("stranger").equals("out"));

        machine().run(rpm + "-U " + made + "/" + SYSTEM_JAVA + "-0.0.11.rpm");
        assertThat(machine().run("rpm -qa 'originwall*'")).startsWith(SYSTEM_JAVA);
        itGoesOnAs(SYSTEM_JAVA);
        assertTheClassArchiveIsInUse();

        machine().run(rpm + "-U " + made + "/" + OWN_JAVA + "-0.0.10.rpm");
        assertThat(machine().run("rpm -qa 'originwall*'")).startsWith(OWN_JAVA + "-0");
        itGoesOnAs(OWN_JAVA);
        assertTheClassArchiveIsInUse();
    }
}
