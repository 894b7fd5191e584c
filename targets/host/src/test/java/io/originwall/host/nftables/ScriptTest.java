package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Guard IPV4_WEB = new Guard(
            List.of(PortRange.parse("443/tcp")), Samples.blocks("103.21.244.0/22"), Mode.ENFORCE, DenyWith.DROP);

    @Test
    void loadsTheWholeTableInOneTransaction() {
        assertThat(Script.load(Samples.wanted())).isEqualTo(Samples.file("load.nft"));
    }

    @Test
    void neverDeletesWhatItLoads() {
        assertThat(Script.load(Samples.wanted())).doesNotContain("delete");
    }

    @Test
    void leavesOutWhatIsEmpty() {
        String script = Script.load(Samples.plain(IPV4_WEB));

        assertThat(script.lines().filter(line -> line.startsWith("add element")))
                .containsExactly(
                        "add element inet originwall allow4 { 103.21.244.0/22 }",
                        "add element inet originwall tcp_ports { 443 }",
                        "add element inet originwall exempt_if { \"lo\" }");
    }

    @Test
    void switchesConnectionTrackingOnOnlyForUdpPortsThatQueriesAreSentFrom() {
        Guard guard = new Guard(
                Stream.of("443/tcp", "443/udp", "32000-33000/udp", "50000/udp", "50001/tcp")
                        .map(PortRange::parse)
                        .toList(),
                Samples.GUARD.allow(),
                Mode.ENFORCE,
                DenyWith.DROP);

        assertThat(Script.load(Samples.plain(Samples.GUARD))).doesNotContain(" ct ");
        assertThat(Script.load(Samples.plain(guard)).lines().filter(line -> line.contains(" ct ")))
                .containsExactly(
                        "add rule inet originwall gate udp dport 32768-33000 ct direction reply return"
                                + " comment \"originwall: answers to queries of our own\"",
                        "add rule inet originwall gate udp dport 50000 ct direction reply return"
                                + " comment \"originwall: answers to queries of our own\"");
    }

    @Test
    void namesNoBridgeWhereThereIsNone() {
        assertThat(Script.load(Samples.plain(IPV4_WEB))).doesNotContain("oifname");
    }

    @Test
    void endsInTheVerdictOfTheGuard() {
        assertThat(verdict(Mode.ENFORCE, DenyWith.DROP)).containsExactly("drop comment \"originwall: drop\"");
        assertThat(verdict(Mode.ENFORCE, DenyWith.REJECT))
                .containsExactly(
                        "meta l4proto tcp reject with tcp reset comment \"originwall: reject TCP\"",
                        "reject with icmpx type port-unreachable comment \"originwall: reject\"");
        assertThat(verdict(Mode.OBSERVE, DenyWith.DROP))
                .containsExactly("return comment \"originwall: observe, not drop\"");
        assertThat(verdict(Mode.OBSERVE, DenyWith.REJECT))
                .containsExactly("return comment \"originwall: observe, not reject\"");
    }

    private static List<String> verdict(Mode mode, DenyWith denyWith) {
        String prefix = "add rule inet originwall check ";
        return Script.load(Samples.plain(new Guard(IPV4_WEB.ports(), IPV4_WEB.allow(), mode, denyWith)))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .skip(4)
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    @Test
    void armsATrialWithTimeouts() {
        assertThat(Script.load(Samples.plain(IPV4_WEB.onTrial(Duration.ofMillis(60_500)))))
                .contains("add element inet originwall tcp_ports { 443 timeout 60s500ms }");
    }

    @Test
    void removesWithoutAsking() {
        assertThat(Script.remove()).isEqualTo("""
                        add table inet originwall
                        delete table inet originwall
                        add table inet originwall_swap
                        delete table inet originwall_swap
                        """);
    }

    @Test
    void replacesUnderASecondTableThatStandsGuardMeanwhile() {
        List<String> scripts = Script.replace(Samples.wanted(), Map.of("denied4", 7L));

        assertThat(scripts.get(0))
                .startsWith("""
                        add table inet originwall
                        add counter inet originwall replacing
                        add table inet originwall_swap
                        delete table inet originwall_swap
                        """)
                .endsWith(Samples.file("load.nft").replace("inet originwall", "inet originwall_swap"));
        assertThat(scripts.get(1))
                .startsWith("add table inet originwall\ndelete table inet originwall\nadd table inet originwall\n")
                .contains("add counter inet originwall denied4 { packets 7 bytes 0 }\n")
                .endsWith("add counter inet originwall replacing\n");
        assertThat(scripts.get(2)).isEqualTo("""
                        add table inet originwall
                        add counter inet originwall replacing
                        add table inet originwall_swap
                        delete table inet originwall_swap
                        delete counter inet originwall replacing
                        """);
    }

    @Test
    void isLinearInTheNumberOfRanges() {
        AddressSet many = ManyRanges.of(100_000);
        Guard guard = new Guard(IPV4_WEB.ports(), many, Mode.ENFORCE, DenyWith.DROP);

        String script = Script.load(Samples.plain(guard));

        assertThat(script.lines().count()).isLessThan(50);
        String elements = script.lines()
                .filter(line -> line.startsWith("add element inet originwall allow4 "))
                .findFirst()
                .orElseThrow();
        String inner = elements.substring(elements.indexOf('{') + 2, elements.length() - 2);
        assertThat(AddressElements.parse(io.originwall.net.Family.IPV4, inner).addresses())
                .isEqualTo(many);
    }
}
