package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.linux.guard.GuardShape;
import io.originwall.net.Family;
import java.nio.charset.StandardCharsets;

/** Whatever iptables-save prints, each difference is told in one line, and what puts it right is rules and nothing else. */
class SavedTablesFuzzTest {
    private static final String COMMANDS =
            "(?:\\*(?:mangle|filter)|:ORIGINWALL.*|\\[\\d+:\\d+] -[AI] .*|-[ADFIX] .*|COMMIT)";

    @FuzzTest
    void saved(byte[] text) {
        RulesState state = RulesState.parse(new String(text, StandardCharsets.UTF_8));
        GuardShape shape = Samples.wanted().shape();

        assertThat(RuleDifference.between(Family.IPV4, state, shape)).noneMatch(line -> line.contains("\n"));
        assertThat(RuleScript.update(Family.IPV4, state, shape).lines()).allMatch(line -> line.matches(COMMANDS));
        assertThat(RuleScript.remove(state).lines()).allMatch(line -> line.matches(COMMANDS));
        assertThat(state.packets().allowed()).isNotNegative();
    }
}
