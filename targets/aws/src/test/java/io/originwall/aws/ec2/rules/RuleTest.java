package io.originwall.aws.ec2.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {
    private static final Source BLOCK = Source.ofCidr("192.0.2.0/24");
    private static final Rule RULE = new Rule("tcp", 80, 443, BLOCK);

    @Test
    void isEqualToTheSameRule() {
        Rule same = new Rule("tcp", 80, 443, Source.ofCidr("192.0.2.0/24"));

        assertThat(RULE).isEqualTo(same).hasSameHashCodeAs(same);
    }

    @Test
    void isAnotherWhereAnythingDiffers() {
        assertThat(List.of(
                        new Rule("udp", 80, 443, BLOCK),
                        new Rule("tcp", 81, 443, BLOCK),
                        new Rule("tcp", 80, 444, BLOCK),
                        new Rule("tcp", 80, 443, Source.ofCidr("192.0.2.0/25")),
                        new Rule("tcp", 80, 443, new Source.PrefixList("192.0.2.0/24"))))
                .doesNotContain(RULE)
                .doesNotHaveDuplicates();
    }
}
