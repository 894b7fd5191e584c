package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {
    private static String text(String expressions) throws IOException {
        Object all =
                JsonReader.document("{\"expr\": " + expressions + "}").all().get("expr");
        return RuleText.of(all instanceof List<?> list ? list : List.of(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":"@tcp_ports"}},{"jump":{"target":"gate"}}] | tcp dport @tcp_ports jump gate
                    [{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"@exempt_if"}},{"return":null}] | iifname @exempt_if return
                    [{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"@a b"}}] | iifname "@a b"
                    [{"match":{"op":"!=","left":{"fib":{"result":"type","flags":["daddr"]}},"right":1}},{"goto":{"target":"check"}}] | fib daddr type != unicast goto check
                    [{"match":{"op":"==","left":{"fib":{"result":"type","flags":["daddr"]}},"right":1}}] | fib daddr type unicast
                    [{"match":{"op":"==","left":{"fib":{"result":"oifname","flags":["daddr"]}},"right":{"set":["b","a"]}}}] | fib daddr oifname { "a", "b" }
                    [{"match":{"op":"==","left":{"fib":{"result":"oifname","flags":["daddr"]}},"right":{"set":["a\\", \\"b"]}}}] | fib daddr oifname { "a\\", \\"b" }
                    [{"match":{"op":"==","left":{"fib":{"result":"oifname","flags":["daddr"]}},"right":"a"}}] | fib daddr oifname { "a" }
                    [{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"range":[40000,40010]}}},{"match":{"op":"==","left":{"ct":{"key":"direction"}},"right":1}},{"return":null}] | udp dport 40000-40010 ct direction reply return
                    [{"match":{"op":"==","left":{"meta":{"key":"nfproto"}},"right":10}},{"counter":"denied6"}] | meta nfproto ipv6 counter name "denied6"
                    [{"counter":{"packets":5,"bytes":300}},{"drop":null}] | counter drop
                    [{"reject":{"type":"icmpx","expr":1}}] | reject with icmpx type port-unreachable
                    [{"reject":null}] | reject with icmpx type port-unreachable
                    [{"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":6}},{"reject":{"type":"tcp reset"}}] | meta l4proto tcp reject with tcp reset
                    [{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"9.9.9.9"}},{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":{"set":[80,443]}}},{"accept":null}] | ip saddr 9.9.9.9 tcp dport { 443, 80 } accept
                    """)
    void theWordsOfAShape(String expressions, String words) throws IOException {
        assertThat(text(expressions)).isEqualTo(words);
    }

    /** Each of them is nearly one of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"reject\":{\"type\":\"icmpx\",\"expr\":2}}]",
                "[{\"reject\":{\"type\":\"icmp\",\"expr\":1}}]",
                "[{\"return\":{\"x\":1}}]",
                "[{\"jump\":{\"target\":\"gate\",\"x\":1}}]",
                "[{\"jump\":{\"target\":\"a b\"}}]",
                "[{\"drop\":null,\"accept\":null}]",
                "[{\"match\":{\"op\":\"<\",\"left\":{\"meta\":{\"key\":\"nfproto\"}},\"right\":2}}]",
                "[{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"nfproto\"}},\"right\":2,\"x\":1}}]",
                "[{\"match\":{\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"proto-src\",\"dir\":\"reply\"}},\"right\":1}}]",
                "[{\"match\":{\"op\":\"==\",\"left\":{\"fib\":{\"result\":\"type\",\"flags\":[\"saddr\"]}},\"right\":1}}]",
                "[{\"match\":{\"op\":\"==\",\"left\":{\"&\":[{\"meta\":{\"key\":\"mark\"}},1]},\"right\":1}}]",
                "[{\"xt\":null}]",
                "[{\"limit\":{\"rate\":1,\"per\":\"second\"}}]",
            })
    void whatIsNotKnownStaysJson(String expressions) throws IOException {
        assertThat(text(expressions)).startsWith("{\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"originwall: drop\"\n\t\taccept", "x\\", "\"", "é", "a } b"})
    void aCommentOfOthersIsEscapedAndEndsTheRule(String comment) {
        String rule = RuleText.of(List.of(), Optional.of(comment));

        assertThat(rule).doesNotContain("\n").isEqualTo(" comment " + Json.ascii(comment));
        assertThat(RuleText.label(rule)).isEqualTo(Json.ascii(comment));
    }
}
