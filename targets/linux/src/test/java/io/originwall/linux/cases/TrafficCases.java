package io.originwall.linux.cases;

import static io.originwall.linux.lab.NetLab.ALLOWED;
import static io.originwall.linux.lab.NetLab.ALLOWED_IPV6;
import static io.originwall.linux.lab.NetLab.NEIGHBOUR;
import static io.originwall.linux.lab.NetLab.NEIGHBOUR_IPV6;
import static io.originwall.linux.lab.NetLab.ORIGIN;
import static io.originwall.linux.lab.NetLab.ORIGIN_IPV6;
import static io.originwall.linux.lab.NetLab.STRANGER;
import static io.originwall.linux.lab.NetLab.STRANGER_IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.api.Traffic;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.OldFlows;
import io.originwall.linux.lab.Peer;
import io.originwall.linux.lab.Peer.Reply;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard does to real connections: it stops strangers at guarded ports, and touches nothing else. */
public abstract class TrafficCases extends PlaceCases {
    private static final Address LOOPBACK = Address.parse("127.0.0.1");
    private static final Address LOOPBACK_IPV6 = Address.parse("::1");
    private static final Address VIRTUAL = Address.parse("203.0.113.80");
    private static final Address VIRTUAL_IPV6 = Address.parse("2001:db8:80::80");
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Peer container = lab.addContainer("docker0");
    protected final LinuxTarget target;

    protected TrafficCases(Function<NetLab, ? extends LabPlace> place) throws TargetException {
        super(place);
        target = this.place.target(List.of(Cidr.of(VIRTUAL), Cidr.of(VIRTUAL_IPV6)));
    }

    @BeforeAll
    void startServers() {
        for (String port :
                List.of("22/tcp", "80/tcp", "443/tcp", "443/udp", "8005/tcp", "8011/tcp", "53/udp", "5005/udp")) {
            lab.origin().serve(Port.parse(port));
        }
        for (String port : List.of("80/tcp", "443/udp")) {
            container.serve(Port.parse(port));
        }
        for (String port : List.of("443/tcp", "443/udp")) {
            lab.world().serve(Port.parse(port));
        }
    }

    @BeforeEach
    void startClean() throws TargetException {
        place.clear();
        apply(guard("80/tcp", "443/tcp", "443/udp", "8000-8010/tcp", "5000-5010/udp"));
    }

    private void apply(Guard guard) throws TargetException {
        target.plan(guard).apply();
        assertThat(target.plan(guard).changes()).isEmpty();
    }

    private Reply call(Address from, String port) {
        return lab.call(from, Port.parse(port));
    }

    @Test
    void strangersAreLeftWithoutAnswerAtGuardedPorts() {
        for (String port : List.of("80/tcp", "443/tcp", "443/udp", "8005/tcp", "5005/udp")) {
            assertThat(call(ALLOWED, port)).as(port).isEqualTo(Reply.CONNECTED);
            assertThat(call(ALLOWED_IPV6, port)).as(port).isEqualTo(Reply.CONNECTED);
            assertThat(call(STRANGER, port)).as(port).isEqualTo(Reply.SILENCE);
            assertThat(call(STRANGER_IPV6, port)).as(port).isEqualTo(Reply.SILENCE);
        }
    }

    /**
     * Linux gives such an address to a router by itself, and a server on every address gets what comes there. The kernel's count says what
     * became of the datagram: an answer would come from another address, so its absence says nothing.
     */
    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:2::", "fd17::", "192.0.2.255", "224.0.0.1"})
    void strangersAreDeniedAtAddressesThatAreTheHostsAmongOthers(String address) throws TargetException {
        Address to = Address.parse(address);
        boolean ipv4 = to.family() == Family.IPV4;
        assertThat(packets(to.family())).isEqualTo(new Traffic.Packets(0, 0));

        lab.call(lab.world(), ipv4 ? STRANGER : STRANGER_IPV6, to, Port.parse("443/udp"));
        assertThat(packets(to.family())).isEqualTo(new Traffic.Packets(0, 1));

        lab.call(lab.world(), ipv4 ? ALLOWED : ALLOWED_IPV6, to, Port.parse("443/udp"));
        assertThat(packets(to.family())).isEqualTo(new Traffic.Packets(1, 1));
    }

    private Traffic.Packets packets(Family family) throws TargetException {
        Traffic traffic = target.enforced().traffic().orElseThrow();
        return family == Family.IPV4 ? traffic.ipv4() : traffic.ipv6();
    }

    @Test
    void otherPortsAreUntouched() {
        for (String port : List.of("22/tcp", "8011/tcp", "53/udp")) {
            assertThat(call(STRANGER, port)).as(port).isEqualTo(Reply.CONNECTED);
            assertThat(call(STRANGER_IPV6, port)).as(port).isEqualTo(Reply.CONNECTED);
        }
    }

    @Test
    void theHostReachesItself() {
        Peer origin = lab.origin();
        Port port = Port.parse("443/tcp");
        assertThat(lab.call(origin, LOOPBACK, LOOPBACK, port)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(origin, LOOPBACK_IPV6, LOOPBACK_IPV6, port)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(origin, ORIGIN, ORIGIN, port)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(origin, ORIGIN_IPV6, ORIGIN_IPV6, port)).isEqualTo(Reply.CONNECTED);
    }

    /**
     * Nothing tracks connections before this guard. If the guard did, the first packet that it sees of a flow would be the server's, and the
     * client would pass for one that answers a query.
     */
    @ParameterizedTest
    @EnumSource(Family.class)
    void aNewGuardCutsOldFlowsOfStrangersAndNoOthers(Family family) throws TargetException {
        place.clear();
        try (OldFlows flows = OldFlows.begin(lab, family, 4433)) {
            flows.send(10);
            long datagrams = flows.datagramsOfTheStranger();
            long octets = flows.octetsOfTheStranger();
            assertThat(datagrams).isPositive();
            assertThat(octets).isPositive();

            apply(guard("4433/tcp", "4433/udp"));
            flows.serverSendsFirst();
            flows.send(50);

            assertThat(flows.datagramsOfTheStranger()).isEqualTo(datagrams);
            assertThat(flows.octetsOfTheStranger()).isEqualTo(octets);
        }
    }

    @Test
    void answersToTheHostsOwnQueriesComeBack() {
        Peer origin = lab.origin();
        assertThat(lab.call(origin, ORIGIN, NEIGHBOUR, Port.parse("443/udp"))).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(origin, ORIGIN, NEIGHBOUR, Port.parse("443/tcp"))).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(origin, ORIGIN_IPV6, NEIGHBOUR_IPV6, Port.parse("443/udp")))
                .isEqualTo(Reply.CONNECTED);
    }

    @Test
    void answersComeBackToAGuardedPortThatTheKernelGivesToQueries() throws TargetException {
        apply(guard("443/udp", "40000-40010/udp"));

        Peer origin = lab.origin();
        assertThat(origin.query(ORIGIN, 40001, NEIGHBOUR, 443, PATIENCE)).isEqualTo(Reply.CONNECTED);
        assertThat(origin.query(ORIGIN_IPV6, 40001, NEIGHBOUR_IPV6, 443, PATIENCE))
                .isEqualTo(Reply.CONNECTED);
        assertThat(call(STRANGER, "40005/udp")).isEqualTo(Reply.SILENCE);
    }

    @Test
    void answersToAnyOtherGuardedPortAreDenied() {
        Peer origin = lab.origin();
        assertThat(origin.query(ORIGIN, 5001, NEIGHBOUR, 443, PATIENCE)).isEqualTo(Reply.SILENCE);
        assertThat(origin.query(ORIGIN_IPV6, 5001, NEIGHBOUR_IPV6, 443, PATIENCE))
                .isEqualTo(Reply.SILENCE);
    }

    @Test
    void answersComeBackToContainersBehindMasquerade() {
        lab.nft("""
                table inet nat {
                  chain postrouting {
                    type nat hook postrouting priority srcnat;
                    oifname "eth0" masquerade
                  }
                }
                """);

        Port quic = Port.parse("443/udp");
        assertThat(lab.call(container, NetLab.CONTAINER, NEIGHBOUR, quic)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(container, NetLab.CONTAINER_IPV6, NEIGHBOUR_IPV6, quic))
                .isEqualTo(Reply.CONNECTED);
    }

    @Test
    void publishedContainerPortsAreGuarded() {
        // As Docker publishes 8000/tcp and 5000/udp: the port a client dials is not the one the container listens on.
        publish(ORIGIN, ORIGIN_IPV6);

        for (String port : List.of("8000/tcp", "5000/udp")) {
            assertThat(call(ALLOWED, port)).as(port).isEqualTo(Reply.CONNECTED);
            assertThat(call(ALLOWED_IPV6, port)).as(port).isEqualTo(Reply.CONNECTED);
            assertThat(call(STRANGER, port)).as(port).isEqualTo(Reply.SILENCE);
            assertThat(call(STRANGER_IPV6, port)).as(port).isEqualTo(Reply.SILENCE);
        }
    }

    @Test
    void containersAreGuardedAtTheirOwnAddressesToo() {
        Port port = Port.parse("80/tcp");
        assertThat(lab.call(lab.world(), ALLOWED, NetLab.CONTAINER, port)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(lab.world(), ALLOWED_IPV6, NetLab.CONTAINER_IPV6, port))
                .isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(lab.world(), STRANGER, NetLab.CONTAINER, port)).isEqualTo(Reply.SILENCE);
        assertThat(lab.call(lab.world(), STRANGER_IPV6, NetLab.CONTAINER_IPV6, port))
                .isEqualTo(Reply.SILENCE);
    }

    private void publish(Address ipv4, Address ipv6) {
        lab.nft("""
                table inet publish {
                  chain prerouting {
                    type nat hook prerouting priority dstnat;
                    ip daddr %1$s tcp dport 8000 dnat ip to 172.17.0.2:80
                    ip daddr %1$s udp dport 5000 dnat ip to 172.17.0.2:443
                    ip6 daddr %2$s tcp dport 8000 dnat ip6 to [fd17::2]:80
                    ip6 daddr %2$s udp dport 5000 dnat ip6 to [fd17::2]:443
                  }
                }
                """.formatted(ipv4, ipv6));
    }

    @Test
    void addressesThatAreNotTheHostsOwnAreGuardedWhenListed() {
        for (Peer.Reply reply : List.of(callVirtual(STRANGER), callVirtual(STRANGER_IPV6))) {
            assertThat(reply).as("before they lead anywhere").isNotEqualTo(Reply.CONNECTED);
        }
        publish(VIRTUAL, VIRTUAL_IPV6);

        assertThat(callVirtual(ALLOWED)).isEqualTo(Reply.CONNECTED);
        assertThat(callVirtual(ALLOWED_IPV6)).isEqualTo(Reply.CONNECTED);
        assertThat(callVirtual(STRANGER)).isEqualTo(Reply.SILENCE);
        assertThat(callVirtual(STRANGER_IPV6)).isEqualTo(Reply.SILENCE);
    }

    /**
     * Neither fib nor addrtype looks into a routing table of somebody's own. Servers there have to be transparent, so the kernel's count says
     * whether the guard looked.
     */
    @Test
    void addressesThatAreTheHostsByAnotherRoutingTableAreReportedAndGuardedWhenListed() throws TargetException {
        lab.run("ip", "route", "add", "local", VIRTUAL + "/32", "dev", "lo", "table", "200");
        lab.run("ip", "rule", "add", "to", VIRTUAL + "/32", "lookup", "200");
        lab.run("ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo", "table", "100");
        lab.routeToOrigin(VIRTUAL, VIRTUAL_IPV6);
        Port web = Port.parse("443/tcp");
        try {
            LinuxTarget unlisted = place.target();
            Guard guard = guard("443/tcp");
            unlisted.plan(guard).apply();
            lab.call(lab.world(), STRANGER, VIRTUAL, web);
            assertThat(packets(Family.IPV4)).isEqualTo(new Traffic.Packets(0, 0));
            assertThat(unlisted.audit(guard))
                    .extracting(Finding::id, Finding::summary, Finding::remedy)
                    .contains(tuple(
                            "local-by-other-table",
                            "203.0.113.80/32 is this host's by routing table 200 only, and the guard does not look there",
                            "add 203.0.113.80/32 to destinations of this target"));

            target.plan(guard).apply();
            lab.call(lab.world(), STRANGER, VIRTUAL, web);
            assertThat(packets(Family.IPV4).denied()).isPositive();
            assertThat(packets(Family.IPV4).allowed()).isZero();
            assertThat(target.audit(guard))
                    .extracting(Finding::summary)
                    .contains(
                            "every address is this host's by routing table 100 only, and the guard does not look there")
                    .noneMatch(summary -> summary.startsWith("203.0.113.80"));
        } finally {
            lab.run("ip", "rule", "delete", "to", VIRTUAL + "/32", "lookup", "200");
            lab.run("ip", "route", "flush", "table", "200");
            lab.run("ip", "route", "flush", "table", "100");
        }
    }

    private Reply callVirtual(Address from) {
        lab.routeToOrigin(VIRTUAL, VIRTUAL_IPV6);
        Address to = from.equals(STRANGER) || from.equals(ALLOWED) ? VIRTUAL : VIRTUAL_IPV6;
        return lab.call(lab.world(), from, to, Port.parse("8000/tcp"));
    }

    @Test
    void containersReachTheHostAndTheWorld() {
        Port web = Port.parse("443/tcp");
        assertThat(lab.call(container, NetLab.CONTAINER, ORIGIN, web)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(container, NetLab.CONTAINER_IPV6, ORIGIN_IPV6, web)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(container, NetLab.CONTAINER, NEIGHBOUR, web)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(container, NetLab.CONTAINER_IPV6, NEIGHBOUR_IPV6, web))
                .isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(container, NetLab.CONTAINER, NEIGHBOUR, Port.parse("443/udp")))
                .isEqualTo(Reply.CONNECTED);
    }

    @Test
    void aBridgeThatIsNotAContainerEnginesIsNotExempt() throws TargetException {
        lab.run("ip", "link", "add", "br-wan", "type", "bridge");

        apply(guard("80/tcp"));

        assertThat(place.whole()).contains(place.exemption("docker0")).doesNotContain("br-wan");
        lab.run("ip", "link", "delete", "br-wan");
    }

    @Test
    void aNewContainerNetworkIsTakenUp() throws TargetException {
        lab.run("ip", "link", "add", "br-0123456789ab", "type", "bridge");

        assertThat(target.plan(guard("80/tcp", "443/tcp", "443/udp", "8000-8010/tcp", "5000-5010/udp"))
                        .changes())
                .map(Object::toString)
                .containsExactly("~ container bridges: docker0 → br-0123456789ab, docker0");
        lab.run("ip", "link", "delete", "br-0123456789ab");
    }

    @Test
    void whatIsListedAndIsNoContainerBridgeFailsTheTargetAndNotTheGuard() throws TargetException {
        LinuxTarget strict = place.target(lab.runner(), List.of(), List.of("eth0", "docker0"));
        Guard guard = guard("443/tcp");
        strict.plan(guard).apply();

        assertThat(strict.plan(guard).changes()).isEmpty();
        assertThat(strict.plan(guard).problems())
                .containsExactly("bridges: eth0 is no bridge, so the guard does without it; take it out of bridges");
        assertThat(call(STRANGER, "443/tcp")).isEqualTo(Reply.SILENCE);
        assertThat(strict.plan(Guard.none()).problems()).isEmpty();
    }

    @Test
    void whileTheBridgesAreNotKnownThoseOfTheStandingGuardStayAndTheRestIsUpdated() throws TargetException {
        LinuxTarget blind = place.target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                if (command.tool().equals("ip")) {
                    throw new CommandNotFoundException("ip", List.of(Path.of("/usr/sbin")));
                }
                return super.run(command);
            }
        });
        Plan plan = blind.plan(guard("443/tcp"));

        assertThat(plan.problems())
                .containsExactly("which bridges lead to containers only is not known, so nothing was changed about"
                        + " them: ip: not found in /usr/sbin; install the package iproute2");
        assertThat(plan.changes()).map(Object::toString).contains("- 80/tcp").doesNotContain("container bridges");
        plan.apply();
        assertThat(lab.call(container, NetLab.CONTAINER, ORIGIN, Port.parse("443/tcp")))
                .isEqualTo(Reply.CONNECTED);
        assertThat(call(STRANGER, "443/tcp")).isEqualTo(Reply.SILENCE);
    }

    @Test
    void rejectAnswersAtOnce() throws TargetException {
        Guard guard = guard("443/tcp", "443/udp");
        apply(with(guard, Mode.ENFORCE, DenyWith.REJECT));

        for (String port : List.of("443/tcp", "443/udp")) {
            assertThat(call(STRANGER, port)).as(port).isEqualTo(Reply.REFUSED);
            assertThat(call(STRANGER_IPV6, port)).as(port).isEqualTo(Reply.REFUSED);
            assertThat(call(ALLOWED, port)).as(port).isEqualTo(Reply.CONNECTED);
        }
    }

    @Test
    void anAcceptInALaterTableDoesNotGetAroundIt() {
        lab.nft("table inet t { chain c { type filter hook input priority 0; tcp dport 443 accept; }; }\n");

        assertThat(call(STRANGER, "443/tcp")).isEqualTo(Reply.SILENCE);
    }

    @Test
    void anAcceptOfAnotherTableOrVariantDoesNotGetAroundIt() {
        String accept = " INPUT -p tcp --dport 443 -j ACCEPT";
        lab.run(("iptables-nft -I" + accept).split(" ", -1));
        lab.run(("iptables-legacy -I" + accept).split(" ", -1));
        try {
            assertThat(call(STRANGER, "443/tcp")).isEqualTo(Reply.SILENCE);
        } finally {
            lab.run(("iptables-legacy -D" + accept).split(" ", -1));
        }
    }

    /**
     * One family has allowed visitors only, the other strangers only. So a packet that was denied in the first was denied wrongly; the
     * kernel's own count of those does not depend on how busy this machine is, as a time limit would.
     */
    @ParameterizedTest
    @EnumSource(Family.class)
    void noPacketIsWronglyDroppedOrAcceptedDuringAHundredRefreshes(Family family) throws TargetException {
        boolean ipv4 = family == Family.IPV4;
        Guard one = guard("80/tcp", "443/tcp");
        Guard two = new Guard(
                Stream.of("443/tcp", "8443/tcp").map(PortRange::parse).toList(),
                one.allow().union(AddressSet.ofBlocks(List.of(Cidr.parse("172.64.0.0/13")))),
                Mode.ENFORCE,
                DenyWith.REJECT);
        lab.world().startStream(ipv4 ? ALLOWED : ALLOWED_IPV6, ipv4 ? ORIGIN : ORIGIN_IPV6, 443);
        lab.world().startStream(ipv4 ? STRANGER_IPV6 : STRANGER, ipv4 ? ORIGIN_IPV6 : ORIGIN, 443);

        for (int i = 0; i < 50; i++) {
            target.plan(two).apply();
            target.plan(one).apply();
        }

        List<Peer.Count> counts = lab.world().stopStreams();
        Traffic traffic = target.enforced().traffic().orElseThrow();
        Traffic.Packets visitors = ipv4 ? traffic.ipv4() : traffic.ipv6();
        Traffic.Packets strangers = ipv4 ? traffic.ipv6() : traffic.ipv4();
        assertThat(counts.get(0).connected()).isGreaterThan(50);
        assertThat(visitors.allowed()).isGreaterThan(counts.get(0).connected());
        assertThat(visitors.denied()).isZero();
        assertThat(counts.get(1).connected()).isZero();
        assertThat(strangers.denied()).isPositive();
        assertThat(strangers.allowed()).isZero();
    }
}
