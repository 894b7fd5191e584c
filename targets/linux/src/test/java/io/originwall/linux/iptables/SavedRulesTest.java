package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.BootFile;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Others save all rules of a host, ours too, and load them at boot: netfilter-persistent runs {@code iptables-save} and {@code
 * iptables-restore} without more. Here they do so in the lab, with a directory of its own for what is saved.
 */
class SavedRulesTest {
    private static final Path SCRIPT = Path.of("../../agent/app/src/main/dist/libexec/ipsets");
    /** Gives the script what it looks for, in a place that only it sees. */
    private static final String WITH_RULES =
            "mount -t tmpfs none /etc && cp -r \"$1\" /etc/iptables && sh \"$2\" \"$3\"";

    @TempDir
    private Path saved;

    @TempDir
    private Path state;

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aMissingSetKeepsNothingFromBeingLoaded(Variant variant) throws Exception {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            place.clear();
            place.target().plan(Samples.GUARD).apply();
            lab.run(variant.toString(), "-t", "mangle", "-A", "FORWARD", "-p", "tcp", "--dport", "23", "-j", "DROP");
            String rules = lab.run(variant + "-save");
            Files.writeString(saved.resolve("rules.v4"), rules);
            place.clear();

            // Without the sets not one rule is loaded, the operator's own included.
            assertThat(restore(lab, variant, rules).exitCode()).isNotZero();
            assertThat(lab.run(variant + "-save")).doesNotContain("--dport 23");

            makeSets(lab);
            assertThat(restore(lab, variant, rules).exitCode()).isZero();
            assertThat(lab.run(variant + "-save")).contains("--dport 23", "ORIGINWALL");
            assertThat(lab.run("ipset", "save", "originwall-tcp")).doesNotContain("add");
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theLastGoodGuardStandsAsSoonAsTheyAreLoaded(Variant variant) throws Exception {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            place.clear();
            LinuxTarget target = place.target();
            target.plan(Samples.GUARD).apply();
            for (BootFile file : target.bootFiles(Samples.GUARD)) {
                if (file.content().isPresent()) {
                    Files.writeString(state.resolve(file.name()), file.content().get());
                }
            }
            String ipv4 = lab.run(variant + "-save");
            String ipv6 = lab.run(variant.save(Family.IPV6));
            Files.writeString(saved.resolve("rules.v4"), ipv4);
            place.clear();

            makeSets(lab);
            lab.restore(variant + "-restore", ipv4);
            lab.restore(variant.restore(Family.IPV6), ipv6);

            assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
            // And what comes after them at boot doubles nothing.
            place.lab().boot(state);
            assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        }
    }

    @Test
    void nothingIsMadeOnAHostWithoutSuchRules() throws Exception {
        try (NetLab lab = NetLab.open()) {
            Files.writeString(saved.resolve("rules.v4"), "*filter\nCOMMIT\n");

            makeSets(lab);

            assertThat(lab.run("ipset", "list", "-name")).isEmpty();
        }
    }

    /** The script has to know them by itself: it runs without Java. */
    @Test
    void theScriptMakesTheSetsThatWeMake() throws Exception {
        assertThat(Files.readAllLines(SCRIPT))
                .containsSubsequence(Stream.of(IpSet.values())
                        .map(set -> set.label() + ' ' + set.declaration())
                        .toList());
    }

    private void makeSets(NetLab lab) throws Exception {
        lab.run(
                "unshare",
                "-m",
                "sh",
                "-ec",
                WITH_RULES,
                "sh",
                saved.toString(),
                SCRIPT.toRealPath().toString(),
                state.toString());
    }

    private static CommandResult restore(NetLab lab, Variant variant, String rules) throws Exception {
        return lab.runner().run(Command.of(variant + "-restore").withStdin(rules));
    }
}
