package io.originwall.linux.iptables;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Family;
import io.originwall.testing.Generator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text that somebody else chose, in rules on a real kernel: {@code iptables-save} prints newlines in comments as they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IptablesForeignTextTest {
    private final NetLab lab = NetLab.open();

    @AfterAll
    void closeLab() {
        lab.close();
    }

    private Target clean(Variant variant) throws TargetException {
        Place place = new Place(lab, variant);
        place.clear();
        Target target = place.target();
        target.plan(Samples.GUARD).apply();
        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        return target;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aRuleInTheCommentOfAnotherChainsRuleIsNone(Variant variant) throws TargetException {
        Target target = clean(variant);
        String tables = variant.toString();
        lab.run(tables, "-t", "mangle", "-F", "ORIGINWALL-DENIED");
        comment(tables, "FORWARD", "x\n[0:0] -A ORIGINWALL-DENIED -j DROP\ny", "-j", "ACCEPT");

        assertThat(target.plan(Samples.GUARD).changes())
                .map(Object::toString)
                .containsExactly("~ iptables: chain ORIGINWALL-DENIED: rule -j DROP: missing");
        target.plan(Samples.GUARD).apply();
        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
    }

    /** To take it out, its text would have to be written into a script, of which each line is a command. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void aForeignJumpIsTakenOutAndNothingOfItsCommentGetsIn(Variant variant) throws TargetException {
        Target target = clean(variant);
        String tables = variant.toString();
        for (String chain : List.of("PREROUTING", "FORWARD")) {
            comment(tables, chain, "a", "-j", "ACCEPT");
            comment(tables, chain, "x\n-A ORIGINWALL-CHECK -j ACCEPT\ny", "-g", "ORIGINWALL-CHECK");
            comment(tables, chain, "b\n\\\"'", "-g", "ORIGINWALL-CHECK");
            comment(tables, chain, "c\nd", "-j", "ACCEPT");
        }

        target.plan(Samples.GUARD).apply();

        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        assertThat(lab.run(tables + "-save", "-t", "mangle"))
                .contains("--comment a", "c\nd")
                .doesNotContain("\ny", "\\'");
    }

    /** Split-tunnel VPNs mark what a control group sends. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void quotedValuesInOthersRulesKeepNothingFromBeingRead(Variant variant) throws TargetException {
        for (DenyWith denyWith : DenyWith.values()) {
            Target target = clean(variant);
            Guard guard = new Guard(Samples.GUARD.ports(), Samples.GUARD.allow(), Mode.ENFORCE, denyWith);
            target.plan(guard).apply();
            for (Family family : Family.values()) {
                String tables = Variant.prefix(family) + (variant == Variant.NFT ? "-nft" : "-legacy");
                lab.run(tables, "-t", "mangle", "-A", "OUTPUT", "-m", "cgroup", "--path", "/", "-j", "ACCEPT");
                lab.run(tables, "-A", "INPUT", "-m", "cgroup", "--path", "/", "-j", "ACCEPT");
                lab.run(tables, "-t", "mangle", "-A", "FORWARD", "-m", "string", "--algo", "bm", "--string", "a \"b");
            }

            assertThat(target.plan(guard).changes()).isEmpty();
        }
    }

    /** A name is printed as it is; whether this one opens a quote cannot be told. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void answersBehindWhatCannotBeReadDoNotPileUp(Variant variant) throws TargetException {
        Target target = clean(variant);
        Guard guard = new Guard(Samples.GUARD.ports(), Samples.GUARD.allow(), Mode.ENFORCE, DenyWith.REJECT);
        target.plan(guard).apply();
        for (String chain : List.of("INPUT", "OUTPUT")) {
            lab.run(variant.toString(), "-A", chain, "-m", "recent", "--name", "\"", "--set");
            lab.run(variant.toString(), "-t", "mangle", "-A", chain, "-m", "recent", "--name", "\"", "--set");
        }

        for (int i = 0; i < 2; i++) {
            assertThat(target.plan(guard).changes())
                    .anySatisfy(change -> assertThat(change.toString()).contains("not understood"));
            target.plan(guard).apply();
            assertThat(lab.run(variant + "-save", "-t", "filter").lines().filter(line -> line.contains("-j REJECT")))
                    .hasSize(2);
            assertThat(lab.run(variant + "-save", "-t", "mangle")
                            .lines()
                            .filter(line -> line.contains("-A PREROUTING")))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aGuardWithoutItsLastRuleNeverReadsAsWhole(Variant variant) throws TargetException {
        String tables = variant.toString();
        Target target = clean(variant);
        forAll(15, any -> {
            lab.run(tables, "-t", "mangle", "-F", "FORWARD");
            target.plan(Samples.GUARD).apply();
            lab.run(tables, "-t", "mangle", "-F", "ORIGINWALL-DENIED");
            for (int i = any.between(1, 3); i > 0; i--) {
                comment(
                        tables,
                        "FORWARD",
                        text(any),
                        any.oneOf(List.of(
                                new String[] {"-i", "lo"},
                                new String[] {"-i", "\""},
                                new String[] {"-i", "a\"b"},
                                new String[] {"-i", "x\n-A"},
                                new String[] {"-m", "recent", "--set", "--name", "\""},
                                new String[] {"-m", "recent", "--set", "--name", "\"\n[0:0] -A X \""},
                                new String[] {
                                    "-m",
                                    "string",
                                    "--algo",
                                    "bm",
                                    "--string",
                                    "\n[0:0] -A ORIGINWALL-DENIED -j DROP\n\""
                                })));
            }

            assertThat(target.plan(Samples.GUARD).changes()).isNotEmpty();
        });
    }

    private static String text(Generator any) {
        StringBuilder text = new StringBuilder();
        for (int i = any.between(1, 8); i > 0; i--) {
            text.append(any.oneOf(List.of(
                    "\n-A ORIGINWALL-DENIED -j DROP",
                    "\n[0:0] -A ORIGINWALL-DENIED -j DROP",
                    "\n-A FORWARD -m comment --comment ",
                    "\n:ORIGINWALL-DENIED - [0:0]",
                    "\nCOMMIT",
                    "\n*mangle",
                    "\n",
                    " ",
                    "x",
                    "\"",
                    "\\",
                    "'")));
        }
        return text.toString();
    }

    private void comment(String tables, String chain, String comment, String... rest) {
        String[] argv = new String[rest.length + 9];
        List<String> head = List.of(tables, "-t", "mangle", "-A", chain, "-m", "comment", "--comment", comment);
        for (int i = 0; i < argv.length; i++) {
            argv[i] = i < head.size() ? head.get(i) : rest[i - head.size()];
        }
        lab.run(argv);
    }
}
