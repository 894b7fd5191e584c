package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.NetLab;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VariantFinderTest {
    private final NetLab lab = NetLab.open();
    private final Place nft = new Place(lab, Variant.NFT);

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @BeforeEach
    void startClean() {
        nft.clear();
    }

    private Variant found() throws TargetException {
        return new VariantFinder(new Tools(lab.runner()))
                .find(VariantChoice.AUTO)
                .variant();
    }

    private void ruleOf(Variant variant) {
        lab.run(variant.toString(), "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void takesTheOneThatOthersRulesLiveIn(Variant variant) throws TargetException {
        ruleOf(variant);

        assertThat(found()).isEqualTo(variant);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aPolicyIsARuleToo(Variant variant) throws TargetException {
        lab.run(variant.toString(), "-P", "FORWARD", "DROP");

        assertThat(found()).isEqualTo(variant);
        lab.run(variant.toString(), "-P", "FORWARD", "ACCEPT");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void staysWhereOursAreWhileOthersDoNotTell(Variant variant) throws TargetException {
        new Place(lab, variant).target().plan(Samples.GUARD).apply();

        assertThat(found()).isEqualTo(variant);
        ruleOf(Variant.NFT);
        ruleOf(Variant.LEGACY);
        assertThat(found()).isEqualTo(variant);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void takesNoRuleOfOursForOneOfOthers(Variant variant) throws TargetException {
        Guard guard = Samples.GUARD;
        Guard rejecting = new Guard(guard.ports(), guard.allow(), guard.mode(), DenyWith.REJECT);
        new Place(lab, variant).target().plan(rejecting).apply();
        ruleOf(variant.other());

        assertThat(found()).isEqualTo(variant.other());
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void movesToWhereOthersRulesAre(Variant variant) throws TargetException {
        new Place(lab, variant).target().plan(Samples.GUARD).apply();
        ruleOf(variant.other());
        LinuxTarget target = new IptablesTarget("host", new IptablesProvider().defaults(), lab.runner());

        target.plan(Samples.GUARD).apply();

        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        assertThat(lab.run(variant + "-save")).doesNotContain("ORIGINWALL");
        assertThat(lab.run(variant.other() + "-save")).contains("ORIGINWALL");
    }

    @Test
    void takesWhatIptablesIsHereWhereThereAreNoRules() throws TargetException {
        assertThat(found()).isEqualTo(lab.run("iptables", "-V").contains("nf_tables") ? Variant.NFT : Variant.LEGACY);
    }

    @Test
    void makesNoTableByAsking() throws Exception {
        try (NetLab fresh = NetLab.open()) {
            new VariantFinder(new Tools(fresh.runner())).find(VariantChoice.AUTO);

            assertThat(fresh.run("cat", "/proc/self/net/ip_tables_names")).isBlank();
            assertThat(fresh.run("nft", "list", "ruleset")).isBlank();
        }
    }

    /** As to the service, which is not root. */
    @Test
    void saysThatItCannotSeeLegacyTables() throws TargetException {
        CommandRunner hidden = new PassingRunner(lab.runner()) {
            @Override
            public String read(Path file) throws IOException {
                if (file.endsWith("ip_tables_names")) {
                    throw new AccessDeniedException(file.toString());
                }
                return super.read(file);
            }
        };
        LinuxTarget target = new IptablesTarget("host", new IptablesProvider().defaults(), hidden);

        assertThat(target.audit(Guard.none())).extracting(Finding::id).containsExactly("legacy-tables-hidden");
    }

    @Test
    void warnsWhereBothAreInUse() throws TargetException {
        LinuxTarget target = nft.target();
        target.plan(Samples.GUARD).apply();
        ruleOf(Variant.NFT);
        assertThat(target.audit(Samples.GUARD)).extracting(Finding::id).isEqualTo(List.of());

        ruleOf(Variant.LEGACY);

        assertThat(target.audit(Samples.GUARD)).extracting(Finding::id).containsExactly("both-iptables-in-use");
    }
}
