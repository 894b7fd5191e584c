package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardState;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Guard IPV4_WEB = new Guard(
            List.of(PortRange.parse("443/tcp")), Samples.blocks("103.21.244.0/22"), Mode.ENFORCE, DenyWith.DROP);

    private static final HostState EMPTY = HostState.of(Optional.empty(), false, Optional.empty());

    private static List<String> update(GuardState wanted, HostState now) {
        return Script.update(wanted, now).stream().map(Script::text).toList();
    }

    private static String all(Guard guard) {
        return String.join("", update(Samples.plain(guard), EMPTY));
    }

    /** A host that version 0.1 left, and to which somebody added things. */
    private static HostState version01() {
        return HostState.of(Optional.of(TableReaderTest.parse("nft-1.0.6")), false, Optional.empty());
    }

    private static HostState host(Set<String> sets) {
        return new HostState(Optional.empty(), new Generation(1), Set.of(), sets, false, Optional.empty());
    }

    @Test
    void loadsWhatIsLookedUpBeforeTheRules() {
        assertThat(update(Samples.wanted(), EMPTY))
                .containsExactly(Samples.file("sets.nft"), Samples.file("rules.nft"));
    }

    @Test
    void deletesWhatTheOldRulesLookedUpAfterThem() {
        List<String> scripts = update(Samples.wanted(), version01());

        assertThat(scripts.subList(0, 2)).containsExactly(Samples.file("sets.nft"), Samples.file("rules.nft"));
        assertThat(scripts.subList(2, scripts.size()))
                .singleElement()
                .asString()
                .startsWith("""
                        add table inet originwall
                        add set inet originwall allow4 { type ipv4_addr; flags interval; }
                        delete set inet originwall allow4
                        """)
                .hasLineCount(1 + 2 * TableShape.sets().size());
    }

    @Test
    void takesNamesThatAreFree() {
        assertThat(update(Samples.wanted(), host(Set.of("allow4_1", "exempt_if_2")))
                        .get(0))
                .contains("create set inet originwall allow4_3 {")
                .doesNotContain("_1 ", "_2 ");
    }

    @Test
    void neverDeletesTheTableThatItLoads() {
        assertThat(String.join("", update(Samples.wanted(), version01()))).doesNotContain("delete table");
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(all(IPV4_WEB).lines().filter(line -> line.contains("elements")))
                .containsExactly(
                        "add set inet originwall allow4_1 { type ipv4_addr; flags interval; elements = { 103.21.244.0/22 }; }",
                        "add set inet originwall tcp_ports_1 { type inet_service; flags interval,timeout; elements = { 443 }; }",
                        "add set inet originwall exempt_if_1 { type ifname; elements = { \"lo\" }; }");
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

        assertThat(all(Samples.GUARD)).doesNotContain(" ct ");
        assertThat(all(guard).lines().filter(line -> line.contains(" ct ")))
                .containsExactly(
                        "add rule inet originwall gate udp dport 32768-33000 ct direction reply return"
                                + " comment \"originwall: answers to queries of our own\"",
                        "add rule inet originwall gate udp dport 50000 ct direction reply return"
                                + " comment \"originwall: answers to queries of our own\"");
    }

    @Test
    void namesNoBridgeWhereThereIsNone() {
        assertThat(all(IPV4_WEB)).doesNotContain("oifname");
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
        return all(new Guard(IPV4_WEB.ports(), IPV4_WEB.allow(), mode, denyWith))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .skip(4)
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    @Test
    void armsATrialWithTimeouts() {
        assertThat(all(IPV4_WEB.onTrial(Duration.ofMillis(60_500)))).contains("elements = { 443 timeout 60s500ms }; }");
    }

    @Test
    void removesWithoutAsking() {
        assertThat(Script.remove().text()).isEqualTo("""
                        add table inet originwall
                        delete table inet originwall
                        add table inet originwall_swap
                        delete table inet originwall_swap
                        """);
    }

    @Test
    void replacesUnderASecondTableThatStandsGuardMeanwhile() {
        TableState counted =
                new TableState(List.of(), Map.of(), Map.of(), Map.of("denied4", 7L), List.of(), Set.of(), List.of());
        HostState now = HostState.of(Optional.of(counted), false, Optional.empty());
        List<String> scripts =
                Script.replace(Samples.wanted(), now).stream().map(Script::text).toList();

        String dropSwap = "add table inet originwall_swap\ndelete table inet originwall_swap\n";
        assertThat(scripts)
                .containsExactly(
                        dropSwap + ofSwap("sets.nft"),
                        ofSwap("rules.nft"),
                        "add table inet originwall\ndelete table inet originwall\n"
                                + Samples.file("sets.nft").replace("denied4\n", "denied4 { packets 7 bytes 0 }\n"),
                        Samples.file("rules.nft"),
                        dropSwap);
    }

    private static String ofSwap(String file) {
        return Samples.file(file).replace("inet originwall", "inet originwall_swap");
    }

    @Test
    void aBootFileIsTheSetsAndThenTheRules() {
        assertThat(Script.boot(Samples.wanted())
                        .lines()
                        .filter(line -> !line.startsWith("# The last") && !line.startsWith("# table")))
                .containsExactlyElementsOf(
                        (Samples.file("sets.nft") + "# rules\n" + Samples.file("rules.nft") + "# end\n")
                                .lines()
                                .toList());
    }

    @Test
    void isLinearInTheNumberOfRanges() {
        AddressSet many = ManyRanges.of(100_000);
        Guard guard = new Guard(IPV4_WEB.ports(), many, Mode.ENFORCE, DenyWith.DROP);

        String script = update(Samples.plain(guard), EMPTY).get(0);

        assertThat(script.lines().count()).isLessThan(30);
        String elements = script.lines()
                .filter(line -> line.startsWith("add set inet originwall allow4_1 "))
                .findFirst()
                .orElseThrow();
        String inner = elements.substring(elements.indexOf("elements = {") + 13, elements.length() - " }; }".length());
        assertThat(AddressElements.parse(Family.IPV4, inner).addresses()).isEqualTo(many);
    }
}
