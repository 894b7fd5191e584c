package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardShape;
import io.originwall.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of others, as {@code iptables-save} 1.8.9 prints them. */
class SavedTablesTest {
    private static final GuardShape REJECTING = GuardShape.of(Mode.ENFORCE, DenyWith.REJECT);
    private static final String UNREADABLE = "-m recent --set --name \" --mask 255.255.255.255 --rsource";

    /** The guard, with a rule of somebody else's in a chain before ours. */
    private static String mangle(String chain, String rule) {
        StringBuilder text = new StringBuilder("*mangle\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n");
        RuleShape.CHAINS.forEach(ours -> text.append(":" + ours + " - [0:0]\n"));
        text.append(":ZULU - [0:0]\n");
        add(text, "PREROUTING", RuleShape.jumps());
        String theirs = "[0:0] -A " + chain + " " + rule + "\n";
        text.append(chain.equals("ZULU") ? "" : theirs);
        RuleShape.chains(Family.IPV4, REJECTING).forEach((ours, rules) -> add(text, ours, rules));
        return text + (chain.equals("ZULU") ? theirs : "") + "COMMIT\n";
    }

    private static String filter(String theirs) {
        StringBuilder text = new StringBuilder(
                "*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n[0:0] -A INPUT " + theirs + "\n");
        add(text, "OUTPUT", RuleShape.answers(Family.IPV4, REJECTING));
        return text + "COMMIT\n";
    }

    private static void add(StringBuilder text, String chain, List<String> rules) {
        rules.forEach(rule -> text.append("[0:0] -A " + chain + " " + rule + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m cgroup --path \"/\" -j MARK --set-xmark 0x1/0xffffffff",
                "-m cgroup --path \"/user.slice/a b\" -j ACCEPT",
                "-m nfacct --nfacct-name  \"a b\"",
                "-m nfacct --nfacct-name  \"a b\" -j ACCEPT",
                "-m comment --comment \"a \\\" b\n-A x\" -j ACCEPT",
                "-m unheard-of --of \"a \\\" b\" -j ACCEPT",
                "-i \" -m comment --comment \"x\ny\" -j ACCEPT",
                "-i a\"b -j ACCEPT",
                "-m set --match-set \" src -j ACCEPT"
            })
    void rulesOfOthersAreNoProblem(String rule) {
        RulesState state = RulesState.parse(mangle("OUTPUT", rule), filter(rule));

        assertThat(RuleDifference.between(Family.IPV4, state, REJECTING)).isEmpty();
        assertThat(RuleScript.update(Family.IPV4, state, REJECTING)).isEmpty();
    }

    @Test
    void whatCannotBeReadBehindOursIsNoProblem() {
        RulesState state = RulesState.parse(mangle("ZULU", UNREADABLE), filter("-j ACCEPT"));

        assertThat(RuleDifference.between(Family.IPV4, state, REJECTING)).isEmpty();
    }

    /** A newline in the name of an interface or a set. */
    @Test
    void theRestOfARuleThatIsCutIsAProblemWhereItMayConcernOurs() {
        String cut = "-i x\n-A -j ACCEPT";

        assertThat(RulesState.parse(mangle("OUTPUT", cut)).problem()).isEmpty();
        assertThat(RulesState.parse(mangle("OUTPUT", cut + " -g ORIGINWALL-CHECK"))
                        .problem())
                .isPresent();
        assertThat(RulesState.parse(mangle("ORIGINWALL", cut)).problem()).isPresent();
    }

    @Test
    void whatCannotBeReadBeforeOursMayHideAnything() {
        RulesState state = RulesState.parse(mangle("OUTPUT", UNREADABLE), filter("-j ACCEPT"));

        assertThat(RuleDifference.between(Family.IPV4, state, REJECTING).get(0))
                .startsWith("iptables: not understood: a quote where none belongs: \"[0:0] -A OUTPUT -m recent");
        // The other table is read all the same.
        assertThat(RuleScript.update(Family.IPV4, state, REJECTING)).doesNotContain("-I ");
    }

    /** Behind an option that is not known, a quote may be a name, and the text up to the next one no value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m unheard-of --of \" -m comment --comment \"\n[0:0] -A ORIGINWALL-DENIED -j DROP\n\" -j ACCEPT",
                "-m unheard-of --of \"\n[0:0] -A OUTPUT -m comment --comment \"\nx\" -j ACCEPT"
            })
    void aCommentIsNeverReadAsRules(String rule) {
        assertThat(RulesState.parse(mangle("OUTPUT", rule)).problem()).isPresent();
    }

    @Test
    void answersThatCannotBeReadAreNotInsertedAgain() {
        RulesState state = RulesState.parse(mangle("OUTPUT", "-j ACCEPT"), filter(UNREADABLE));

        assertThat(state.answers()).isEmpty();
        assertThat(RuleScript.update(Family.IPV4, state, REJECTING)).isEmpty();
        assertThat(RuleDifference.between(Family.IPV4, state, REJECTING))
                .singleElement()
                .asString()
                .startsWith("iptables: chain OUTPUT: not understood: ");
    }
}
