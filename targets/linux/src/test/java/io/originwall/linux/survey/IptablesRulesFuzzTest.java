package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever iptables-save prints of somebody else's tables, the ways of their rules are found. */
class IptablesRulesFuzzTest {
    @FuzzTest
    void saved(byte[] text) {
        for (NatChains chains : IptablesRules.parse("iptables-save", new String(text, StandardCharsets.UTF_8))) {
            for (String hook : chains.hooks().keySet()) {
                assertThat(chains.exits(hook)).noneMatch(exit -> exit.ports().isEmpty());
            }
        }
    }
}
