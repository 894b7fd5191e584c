package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.linux.survey.NatRule.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever stands in somebody else's table, its ways are found, or nft did not print JSON. */
class NftRulesFuzzTest {
    @FuzzTest
    void table(byte[] json) {
        NatChains chains;
        try {
            chains = NftRules.parse("ip theirs", new String(json, StandardCharsets.UTF_8))
                    .chains();
        } catch (IOException notRead) {
            return;
        }
        for (String hook : chains.hooks().keySet()) {
            List<Exit> exits = chains.exits(hook);
            assertThat(exits).noneMatch(exit -> exit.ports().isEmpty());
        }
    }
}
