package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that lead around a guard of 80 and 443, as the real tools print them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatFindingsTest {
    private static final int OURS = -160;
    private static final Guard GUARD = new Guard(
            Stream.of("80/tcp", "443/tcp").map(PortRange::parse).toList(),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final NetLab lab = NetLab.open();

    @AfterEach
    void clear() {
        lab.run("nft", "flush", "ruleset");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private List<Finding> find(CommandRunner runner) {
        String ruleset = lab.run("nft", "-t", "list", "ruleset");
        return new NatFindings(runner, GUARD, OURS, Bridges.find(runner, Set.of())).find(ruleset, true);
    }

    private List<String> summaries() {
        return find(lab.runner()).stream()
                .map(finding -> finding.id() + ": " + finding.summary())
                .toList();
    }

    private void nat(String rule) {
        lab.nft("""
                table ip theirs {
                  map pairs { type inet_service : ipv4_addr . inet_service; elements = { 8443 : 10.0.0.2 . 443 } }
                  map places {
                    type ipv4_addr . inet_service : ipv4_addr . inet_service
                    flags interval
                    elements = { 192.0.2.1 . 8444-8446 : 10.0.0.2 . 443 }
                  }
                  set ports { type inet_service; flags interval; elements = { 443, 7000-7010 comment "x, y", 7020 } }
                  map services { type inet_proto . inet_service : verdict; elements = { tcp . 30080 : goto service, tcp . 443 : goto service } }
                  chain service { ip protocol tcp jump endpoint; }
                  chain endpoint { ip protocol tcp dnat to 10.0.0.9:443; }
                  chain in { type nat hook prerouting priority dstnat; %s; }
                }
                """.formatted(rule));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tcp dport 8080 counter dnat to 172.17.0.2:80 | 8080/tcp leads to 172.17.0.2:80
                    tcp dport 8081 redirect to :443 | 8081/tcp leads to :443
                    tcp dport 4444 redirect | 4444/tcp leads to this host
                    tcp dport 1000-2000 dnat to 10.0.0.1 | 1000-2000/tcp leads to 10.0.0.1
                    dnat ip to tcp dport map @pairs | 8443/tcp leads to 10.0.0.2:443
                    dnat ip to ip daddr . tcp dport map @places | 8444-8446/tcp leads to 10.0.0.2:443
                    dnat to tcp dport map { 443 : 10.0.0.1, 8001 : 10.0.0.2 } : tcp dport map { 443 : 80, 8001 : 81 } | 8001/tcp leads to 10.0.0.2:81
                    tcp dport @ports redirect to :443 | 7000-7010/tcp leads to :443; 7020/tcp leads to :443
                    tcp dport { 443, 6000, 6010-6020 } redirect to :443 | 6000/tcp leads to :443; 6010-6020/tcp leads to :443
                    fib daddr type local meta l4proto . th dport vmap @services | 30080/tcp leads to 10.0.0.9:443
                    tcp dport vmap { 5000 : jump endpoint, 5001-5002 : goto service } | 5000/tcp leads to 10.0.0.9:443; 5001-5002/tcp leads to 10.0.0.9:443
                    tcp dport != 22 redirect to :443 | 1-21/tcp leads to :443; 23-79/tcp leads to :443; 81-442/tcp leads to :443; 444-65535/tcp leads to :443
                    tcp dport > 65530 redirect to :443 | 65531-65535/tcp leads to :443
                    meta l4proto { tcp, udp } th dport 53 dnat to 10.0.0.1:5353 | 53/tcp leads to 10.0.0.1:5353; 53/udp leads to 10.0.0.1:5353
                    iifname "eth0" ip daddr 192.0.2.1 ip protocol udp dnat to 10.0.0.3 | 1-65535/udp leads to 10.0.0.3
                    tcp dport { 22, 81-65535 } accept; ip protocol tcp redirect to :443 | 1-21/tcp leads to :443; 23-79/tcp leads to :443
                    """)
    void portsThatAreNotGuardedAndLeadElsewhereAreFound(String rule, String expected) {
        nat(rule);

        assertThat(summaries())
                .filteredOn(finding -> !finding.startsWith("redirects-foreign-addresses"))
                .containsExactlyInAnyOrder(Stream.of(expected.split("; ", -1))
                        .map(text -> "published-port: " + text + " and is not guarded")
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp dport 443 dnat to 172.17.0.2:8443",
                "tcp dport { 80, 443 } dnat to 172.17.0.2:80",
                "ip daddr 127.0.0.1 tcp dport 99 redirect to :443",
                "iifname \"lo\" tcp dport 99 redirect to :443",
                "sctp dport 99 redirect to :443",
                "tcp dport 99 drop",
                "masquerade"
            })
    void whatIsGuardedOrReachedByNoStrangerIsNot(String rule) {
        if (rule.equals("masquerade")) {
            lab.nft("table ip theirs { chain out { type nat hook postrouting priority srcnat; masquerade; }; }\n");
        } else {
            nat(rule);
        }

        assertThat(summaries()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsReportedAsUnread() {
        nat("tcp dport & 1 == 1 redirect to :443");

        assertThat(summaries())
                .containsExactly("nat-unread: a rule of table ip theirs chain in was not read, so whether it leads"
                        + " around the guard is not known: its ports are given in a way that is not known here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"nftables\": [{\"table\": {\"flags\": [\u0001", "", "{\"nftables\": [{\"rule\": {}}]}"})
    void aTableThatNftPrintsAsNoJsonIsReportedAsUnread(String printed) {
        nat("tcp dport 443 dnat to 172.17.0.2:8443");

        assertThat(find(new Printing("-j", printed)))
                .extracting(Finding::id, Finding::remedy)
                .containsExactly(tuple("nat-unread", "look at its rules that rewrite ports or addresses"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    type filter hook prerouting priority -10; tcp dport 3000 tcp dport set 443 | published-port: 3000/tcp leads to :443 and is not guarded
                    type filter hook prerouting priority -170; tcp dport 443 tcp dport set 8443 | nat-before-guard: table ip theirs leads 443/tcp to :8443 at priority -170, before the guard sees the port that was dialled
                    type nat hook prerouting priority -190; tcp dport 443 redirect to :8443 | nat-before-guard: table ip theirs leads 443/tcp to :8443 at priority -190, before the guard sees the port that was dialled
                    type nat hook prerouting priority -190; tcp dport 443 dnat to 203.0.113.9 | nat-before-guard: table ip theirs leads 443/tcp to 203.0.113.9 at priority -190, before the guard sees the port that was dialled
                    type filter hook prerouting priority -170; tcp dport 3000 tcp dport set 443 | NONE
                    type nat hook prerouting priority -190; tcp dport 8080 redirect to :443 | NONE
                    type nat hook prerouting priority -190; tcp dport 443 dnat to 192.0.2.1 | NONE
                    type nat hook prerouting priority -190; | NONE
                    """)
    void aRewriteBeforeTheGuardIsFoundOnlyIfThePacketIsNotDeniedAfterIt(String chain, String expected) {
        lab.nft("table ip theirs {\n chain in {\n " + chain.replace("; ", "\n") + "\n }\n}\n");

        assertThat(summaries())
                .filteredOn(finding -> !finding.startsWith("redirects-foreign-addresses"))
                .containsExactlyElementsOf(expected.equals("NONE") ? List.of() : List.of(expected));
    }

    @Test
    void aRewriteAtIngressIsFound() {
        lab.nft("""
                table netdev theirs {
                  chain in { type filter hook ingress device lo priority 0; tcp dport 443 tcp dport set 8443; }
                }
                """);

        assertThat(summaries())
                .containsExactly("nat-before-guard: table netdev theirs leads 443/tcp to :8443 at ingress, before the"
                        + " guard sees the port that was dialled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80 | 8080/tcp leads to 172.17.0.2:80
                    ! -i docker0 -p tcp -m tcp --dport 8000:8010 -j REDIRECT --to-ports 443 | 8000-8010/tcp leads to 443
                    -p tcp ! --dport 22 -m comment --comment "a_\\"b" -j REDIRECT --to-ports 443 | 1-21/tcp leads to 443; 23-79/tcp leads to 443; 81-442/tcp leads to 443; 444-65535/tcp leads to 443
                    -p udp -m multiport --dports 22,8000:8010 -j REDIRECT | 22/udp leads to this host; 8000-8010/udp leads to this host
                    -p udp -m addrtype --dst-type LOCAL -j NETMAP --to 10.0.0.0/24 | 1-65535/udp leads to 10.0.0.0/24
                    -p tcp -m multiport --dports 443,9000 -j THEIRS | 9000/tcp leads to 10.0.0.7:443
                    -d 127.0.0.1 -p tcp --dport 5432 -j DNAT --to-destination 172.17.0.3:5432 | NONE
                    -p tcp --dport 443 -j DNAT --to-destination 172.17.0.3:8443 | NONE
                    """)
    void rulesOfIptablesAreReadInEitherVariant(String rule, String expected) {
        for (String variant : List.of("nft", "legacy")) {
            String table =
                    "*nat\n:PREROUTING ACCEPT\n:THEIRS -\n-A THEIRS -p tcp -j DNAT --to-destination 10.0.0.7:443\n"
                            + "-A PREROUTING " + rule + "\nCOMMIT\n";
            lab.restore("iptables-" + variant + "-restore", table);

            assertThat(summaries())
                    .as(variant)
                    .filteredOn(finding -> !finding.startsWith("redirects-foreign-addresses"))
                    .containsExactlyInAnyOrderElementsOf(
                            expected.equals("NONE")
                                    ? List.of()
                                    : Stream.of(expected.split("; ", -1))
                                            .map(text -> "published-port: " + text + " and is not guarded")
                                            .toList());
            lab.restore("iptables-" + variant + "-restore", "*nat\n:PREROUTING ACCEPT\nCOMMIT\n");
            lab.run("nft", "flush", "ruleset");
        }
    }

    @Test
    void aRuleThatLooksIntoAnIpsetForItsPortsIsReportedAsUnread() {
        lab.run("ipset", "create", "theirs", "bitmap:port", "range", "0-65535");
        lab.run(
                "iptables-nft",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-p",
                "tcp",
                "-m",
                "set",
                "--match-set",
                "theirs",
                "dst",
                "-j",
                "REDIRECT",
                "--to-ports",
                "443");

        assertThat(summaries()).singleElement().asString().startsWith("nat-unread: a rule of iptables-nft-save: -A ");
        lab.run("iptables-nft", "-t", "nat", "-F");
        lab.run("ipset", "destroy", "theirs");
    }

    @Test
    void rulesOfIptablesThatNobodyHereCanPrintAreReportedAsUnread() {
        lab.run("iptables-nft", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "99", "-j", "REDIRECT");

        assertThat(find(new PassingRunner(lab.runner()) {
                    @Override
                    public CommandResult run(Command command) throws CommandException {
                        if (command.tool().equals("iptables-nft-save")) {
                            throw new CommandNotFoundException(command.tool(), List.of(Path.of("/usr/sbin")));
                        }
                        return super.run(command);
                    }
                }))
                .extracting(Finding::summary)
                .containsExactly("table ip nat was not read, so whether it leads around the guard is not known:"
                        + " iptables-nft-save: not found in /usr/sbin; install the package iptables");
    }

    @Test
    void aTableThatIptablesTakesForNoneOfItsOwnIsReportedAsUnread() {
        lab.run("iptables-nft", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "99", "-j", "REDIRECT");
        lab.nft("add chain ip nat OUTPUT { type nat hook output priority -99; }\n");

        assertThat(summaries())
                .containsExactly("nat-unread: table ip nat was not read, so whether it leads around the guard is not"
                        + " known: iptables-nft-save finds chains in it that are not those of iptables");
    }

    /** As nft 1.0.6 printed it on Debian's kernel 6.1; this machine's kernel may lack the module. */
    @Test
    void connectionsThatAreOffloadedPastTheGuardAreFound() {
        String ruleset = """
                table inet theirs {
                	flowtable fast {
                		hook ingress priority 0
                		devices = { eth0, vw }
                	}

                	chain forward {
                		type filter hook forward priority 0; policy accept;
                		ip protocol 6 flow add @fast
                	}
                }
                """;

        assertThat(new NatFindings(lab.runner(), GUARD, OURS, Bridges.none()).find(ruleset, true))
                .filteredOn(finding -> finding.id().startsWith("flows"))
                .extracting(Finding::id, Finding::summary, Finding::remedy)
                .containsExactly(tuple(
                        "flows-offloaded",
                        "table inet theirs offloads forwarded connections to flowtable fast: the guard does not see the"
                                + " packets of one that was let in before",
                        "add \"ct original proto-dst != { 80, 443 }\" to its rule, and end those that there are with"
                                + " conntrack -D"));
    }

    /** TPROXY and REDIRECT make packets this host's that were for somebody else when the guard saw them. */
    @Test
    void guardedPortsOfForeignAddressesThatEndHereAreFound() {
        lab.nft("""
                table ip theirs {
                  chain in { type filter hook prerouting priority mangle; tcp dport 443 tproxy to :3129 meta mark set 1; }
                }
                """);
        lab.run("iptables-nft", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "80", "-j", "REDIRECT");

        assertThat(summaries())
                .containsExactly(
                        "redirects-foreign-addresses: table ip theirs takes packets for 443/tcp at any address, and at"
                                + " those that are not this host's the guard does not look",
                        "redirects-foreign-addresses: iptables-nft-save table nat takes packets for 80/tcp at any"
                                + " address, and at those that are not this host's the guard does not look");
    }

    private final class Printing extends PassingRunner {
        private final String argument;
        private final String printed;

        private Printing(String argument, String printed) {
            super(lab.runner());
            this.argument = argument;
            this.printed = printed;
        }

        @Override
        public CommandResult run(Command command) throws CommandException {
            return command.tool().equals("nft") && command.argv().contains(argument)
                    ? new CommandResult(1, 0, printed, "")
                    : super.run(command);
        }
    }
}
