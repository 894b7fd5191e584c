package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    meta l4proto 17 ct direction 1 return | meta l4proto udp ct direction reply return
                    fib daddr type != 1 goto check comment "a" | fib daddr type != unicast goto check comment "a"
                    meta nfproto 10 counter name "denied6" | meta nfproto ipv6 counter name denied6
                    reject comment "x" | reject with icmpx type port-unreachable comment "x"
                    reject with icmpx port-unreachable comment "x" | reject with icmpx type port-unreachable comment "x"
                    fib daddr oifname { "b", "a" } goto check | fib daddr oifname { "a", "b" } goto check
                    fib daddr oifname "a" goto check | fib daddr oifname { "a" } goto check
                    ip saddr 1.2.3.4 counter packets 5 bytes 300 drop | ip saddr 1.2.3.4 counter packets 6 bytes 360 drop
                    """)
    void spellingsOfTheSameRuleAreEqual(String one, String other) {
        assertThat(RuleText.canonical(one)).isEqualTo(RuleText.canonical(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    drop comment "a" | return comment "a"
                    drop comment "a" | drop comment "b"
                    drop comment "a" | drop
                    reject with tcp reset | reject
                    meta nfproto ipv4 drop | meta nfproto ipv6 drop
                    fib daddr type 1 return | fib daddr type != unicast return
                    ip saddr @allow4 return | ip saddr @allow6 return
                    drop comment "meta nfproto 2 x" | drop comment "meta nfproto ipv4 x"
                    """)
    void differentRulesStayDifferent(String one, String other) {
        assertThat(RuleText.canonical(one)).isNotEqualTo(RuleText.canonical(other));
    }
}
