package io.originwall.linux.survey;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of this host is reachable beside the guarded ports: the part of an audit that no firewall's own rules tell. Reads only. */
public final class Exposure {
    private static final Command SOCKETS = Command.of("ss", "-Hlntup");
    /** Ports that Cloudflare connects to an origin on, and what web servers in development take. */
    private static final Set<Integer> WEB_PORTS = Set.of(
            80, 443, 2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 3000, 5000, 8000, 8008, 8080, 8081, 8443, 8880,
            8888, 9443);

    private final CommandRunner runner;
    private final Set<String> bridges;
    private final AddressSet destinations;
    private final Set<Finding> findings = new LinkedHashSet<>();

    /**
     * Of this machine.
     *
     * @param bridges more container bridges, by name
     * @param destinations that the guard covers though they are not this host's own
     */
    public Exposure(CommandRunner runner, Set<String> bridges, AddressSet destinations) {
        this.runner = runner;
        this.bridges = bridges;
        this.destinations = destinations;
    }

    /**
     * Good for one call.
     *
     * @param priority of the guard's own hook
     * @param ruleset as {@code nft -t list ruleset} prints it; empty where there is no nft
     */
    public List<Finding> findings(Guard wanted, int priority, Optional<String> ruleset) {
        ephemeral(wanted);
        tracked(wanted);
        Bridges found = Bridges.find(runner, bridges);
        findings.addAll(found.findings());
        found.obstacle(wanted).ifPresent(why -> addWithRemedy("kubernetes-services-cut-off", why));
        findings.addAll(LocalRoutes.find(runner, destinations));
        List<ListeningSocket> listeners = listeners();
        NatFindings nat = new NatFindings(runner, wanted, priority, found);
        findings.addAll(nat.find(ruleset.orElse(""), ruleset.isPresent()));
        published(listeners, wanted, nat.published());
        open(listeners, wanted, nat.published());
        return List.copyOf(findings);
    }

    /** @param text with the remedy after its last semicolon */
    private void addWithRemedy(String id, String text) {
        int end = text.lastIndexOf("; ");
        add(id, text.substring(0, end), text.substring(end + 2));
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    /** The first packet of such a connection goes out, and its answer comes from a stranger to a guarded port. */
    private void ephemeral(Guard wanted) {
        try {
            for (PortRange ports : EphemeralPorts.guarded(runner, wanted)) {
                String numbers = ports.toString().replaceAll("/.*", "");
                add(
                        "guards-ephemeral-ports",
                        ports + " is guarded, and this host's own outgoing connections are given ports from there:"
                                + " their answers are denied",
                        "add " + numbers + " to the sysctl net.ipv4.ip_local_reserved_ports, or take it out of"
                                + " guard.ports");
            }
        } catch (IOException e) {
            add(
                    "ephemeral-ports-unknown",
                    "the ports of outgoing connections were not looked for: " + e.getMessage(),
                    "make /proc readable");
        }
    }

    private void tracked(Guard wanted) {
        for (PortRange ports : EphemeralPorts.answered(wanted)) {
            add(
                    "tracks-connections",
                    ports
                            + " is guarded, and this host's own queries are sent from there: to let the answers in, this host"
                            + " tracks all its connections"
                            + EphemeralPorts.mostConnections(runner)
                                    .map(most -> " (nf_conntrack_max: " + most + ")")
                                    .orElse("")
                            + ", and a flow that a stranger had before the guard may go on",
                    "guard a port below " + EphemeralPorts.ANSWERED.first()
                            + " instead, where your server can use one");
        }
    }

    /** Those ports that a guard does not cover whole. */
    public static List<PortRange> uncovered(List<PortRange> ports, Guard guard) {
        return ports.stream()
                .filter(range -> guard.ports().stream()
                        .noneMatch(other -> other.protocol() == range.protocol()
                                && other.first() <= range.first()
                                && other.last() >= range.last()))
                .toList();
    }

    private List<ListeningSocket> listeners() {
        try {
            CommandResult result = runner.run(SOCKETS);
            if (result.isSuccess()) {
                return ListeningSocket.parse(result.stdout());
            }
            listenersUnknown(SOCKETS + ": " + result.stderr().strip());
        } catch (CommandException e) {
            listenersUnknown(String.valueOf(e.getMessage()));
        }
        return List.of();
    }

    private void listenersUnknown(String problem) {
        add("listeners-unknown", "listeners were not looked for: " + problem, "install the package iproute2");
    }

    private void published(List<ListeningSocket> listeners, Guard wanted, DialledPorts published) {
        listeners.stream()
                .filter(Exposure::isProxied)
                .map(ListeningSocket::port)
                .filter(port -> !wanted.covers(port) && !published.has(port))
                .forEach(port -> add(
                        "published-port",
                        port + " leads to a container and is not guarded",
                        "add " + port + " to guard.ports, or publish it on 127.0.0.1 only"));
    }

    private static boolean isProxied(ListeningSocket listener) {
        return listener.process().filter("docker-proxy"::equals).isPresent();
    }

    private void open(List<ListeningSocket> listeners, Guard wanted, DialledPorts published) {
        for (ListeningSocket listener : listeners) {
            Port port = listener.port();
            if (wanted.covers(port) || published.has(port) || isProxied(listener)) {
                continue;
            }
            Protocol other = port.protocol() == Protocol.TCP ? Protocol.UDP : Protocol.TCP;
            if (wanted.covers(new Port(port.number(), other))) {
                String use = port.number() == 443 && port.protocol() == Protocol.UDP ? ", HTTP/3 as it seems," : "";
                add(
                        "other-protocol-open",
                        listener.describe() + " is open" + use + " while " + port.number() + "/" + other
                                + " is guarded",
                        "add " + port + " to guard.ports");
            } else if (port.protocol() == Protocol.TCP && WEB_PORTS.contains(port.number())) {
                add(
                        "web-port-open",
                        listener.describe() + " looks like a web server and is not guarded",
                        "add " + port + " to guard.ports, or let it listen on 127.0.0.1 only");
            }
        }
    }
}
