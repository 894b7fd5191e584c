package io.originwall.host.survey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    iifname != "docker0" tcp dport 8080 counter packets 0 bytes 0 dnat to 172.17.0.2:80 | 8080/tcp | 172.17.0.2:80
                    tcp dport 8081 counter packets 0 bytes 0 redirect to :443 | 8081/tcp | :443
                    ip daddr 10.0.0.1 udp dport 4000-4010 dnat ip to 10.88.0.2:443 | 4000-4010/udp | 10.88.0.2:443
                    tcp dport 8080 counter packets 1 bytes 2 xt target "DNAT" | 8080/tcp | elsewhere
                    -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80 | 8080/tcp | 172.17.0.2:80
                    -A PREROUTING -p tcp -m tcp --dport 8000:8010 -j REDIRECT --to-ports 443 | 8000-8010/tcp | 443
                    """)
    void readsWhereAPortLeads(String rule, String port, String destination) {
        assertThat(Rewrite.parse(rule)).singleElement().satisfies(rewrite -> {
            assertThat(rewrite.port()).hasToString(port);
            assertThat(rewrite.destination()).isEqualTo(destination);
        });
    }

    @Test
    void leavesOutWhatOnlyTheHostItselfReaches() {
        assertThat(Rewrite.parse("ip daddr 127.0.0.1 tcp dport 5432 dnat to 172.17.0.3:5432"))
                .isEmpty();
        assertThat(
                        Rewrite.parse(
                                "-A DOCKER -d 127.0.0.1/32 -p tcp -m tcp --dport 5432 -j DNAT --to-destination 172.17.0.3:5432"))
                .isEmpty();
    }

    @Test
    void leavesOtherRulesAlone() {
        assertThat(Rewrite.parse("tcp dport 443 drop\nip saddr 172.17.0.0/16 masquerade\n"))
                .isEmpty();
    }
}
