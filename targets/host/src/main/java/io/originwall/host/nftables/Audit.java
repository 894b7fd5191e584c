package io.originwall.host.nftables;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for ways around the guard on this host. A later table that accepts is none: a dropped packet never gets there. Reads only. */
final class Audit {
    private static final Command SOCKETS = Command.of("ss", "-Hlntup");
    /** Without the elements of sets, which may be many. */
    private static final List<String> RULESET = List.of("-t", "list", "ruleset");
    /** Ports that Cloudflare connects to an origin on, and what web servers in development take. */
    private static final Set<Integer> WEB_PORTS = Set.of(
            80, 443, 2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 3000, 5000, 8000, 8008, 8080, 8081, 8443, 8880,
            8888, 9443);

    private static final Pattern NAT_HOOK = Pattern.compile("type nat hook prerouting priority (-?\\d+);");
    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{");
    private static final int OUR_PRIORITY = -160;
    private static final String SYNC = "run originwall sync";

    private final Nft nft;
    private final CommandRunner runner;
    private final Set<String> bridges;
    private final Set<Finding> findings = new LinkedHashSet<>();

    Audit(Nft nft, CommandRunner runner, Set<String> bridges) {
        this.nft = nft;
        this.runner = runner;
        this.bridges = bridges;
    }

    List<Finding> findings(Guard wanted) throws TargetException {
        if (!wanted.isNone()) {
            guardItself(wanted);
        }
        ephemeral(wanted);
        Bridges.find(runner, bridges)
                .problem()
                .ifPresent(problem -> add(
                        "bridges-unknown", "container bridges were not looked for: " + problem, "make /proc readable"));
        String ruleset = nft.read(RULESET.toArray(String[]::new)).orElse("");
        earlyRewrites(ruleset);
        List<Listener> listeners = listeners();
        published(ruleset + legacyRules("ip") + legacyRules("ip6"), listeners, wanted);
        open(listeners, wanted);
        return List.copyOf(findings);
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    private void guardItself(Guard wanted) throws TargetException {
        Optional<TableState> table = HostState.read(nft).table();
        if (table.isEmpty()) {
            add("guard-missing", "nothing is guarded: there is no table inet " + TableShape.TABLE, SYNC);
            return;
        }
        TableState state = table.get();
        for (String line : ShapeDifference.between(state, GuardReader.shape(state, TableShape.usual()))
                .lines()) {
            boolean ipv6 = line.toLowerCase(Locale.ROOT).matches(".*(ipv6|ip6|allow6|dst6|denied6).*");
            add(ipv6 ? "ipv6-unguarded" : "guard-broken", "somebody changed our rules: " + line, SYNC);
        }
        Guard inForce = GuardReader.guard(state);
        if (inForce.mode() == Mode.OBSERVE) {
            add("observe-mode", "strangers are counted, not denied", "set guard.mode: enforce");
        }
        inForce.trial()
                .ifPresent(left -> add(
                        "on-trial",
                        "the guard lifts itself in " + left.toSeconds() + "s",
                        "run originwall confirm to keep it"));
        for (PortRange missing : uncovered(wanted.ports(), inForce)) {
            add("port-unguarded", missing + " is to be guarded and is not", SYNC);
        }
    }

    /** The first packet of such a connection goes out, and its answer comes from a stranger to a guarded port. */
    private void ephemeral(Guard wanted) {
        try {
            for (PortRange ports : EphemeralPorts.guarded(runner, wanted)) {
                String numbers = ports.toString().replace("/tcp", "");
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

    private static List<PortRange> uncovered(List<PortRange> ports, Guard guard) {
        return ports.stream()
                .filter(range -> guard.ports().stream()
                        .noneMatch(other -> other.protocol() == range.protocol()
                                && other.first() <= range.first()
                                && other.last() >= range.last()))
                .toList();
    }

    /** They change the port before we see it. */
    private void earlyRewrites(String ruleset) {
        String table = "";
        for (String line : ruleset.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            if (header.matches()) {
                table = header.group(1);
            }
            Matcher hook = NAT_HOOK.matcher(line);
            if (hook.find() && Integer.parseInt(hook.group(1)) < OUR_PRIORITY) {
                add(
                        "nat-before-guard",
                        "table " + table + " rewrites ports at priority " + hook.group(1)
                                + ", before the guard sees them",
                        "move its prerouting chain to priority -100 (dstnat)");
            }
        }
    }

    private List<Listener> listeners() {
        try {
            CommandResult result = runner.run(SOCKETS);
            if (result.isSuccess()) {
                return Listener.parse(result.stdout());
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

    /** What iptables-legacy holds; only where its NAT table exists, since asking for it would make one. */
    private String legacyRules(String family) {
        try {
            String tables = runner.read(Path.of("/proc/self/net/" + family + "_tables_names"));
            if (tables.lines().noneMatch("nat"::equals)) {
                return "";
            }
        } catch (IOException notThere) {
            return "";
        }
        Command save = Command.of(family + "tables-legacy-save", "-t", "nat");
        try {
            return runner.run(save).stdout();
        } catch (CommandException e) {
            add(
                    "legacy-rules-unknown",
                    "iptables-legacy has rules that were not looked at: " + e.getMessage(),
                    "install the package iptables");
            return "";
        }
    }

    private void published(String rules, List<Listener> listeners, Guard wanted) {
        for (Rewrite rewrite : Rewrite.parse(rules)) {
            if (!uncovered(List.of(rewrite.port()), wanted).isEmpty()) {
                published(rewrite.port(), rewrite.destination());
            }
        }
        listeners.stream()
                .filter(listener ->
                        listener.process().filter("docker-proxy"::equals).isPresent())
                .map(Listener::port)
                .filter(port -> !wanted.covers(port) && !isReported(port))
                .forEach(
                        port -> published(new PortRange(port.number(), port.number(), port.protocol()), "a container"));
    }

    private void published(PortRange port, String destination) {
        add(
                "published-port",
                port + " leads to " + destination + " and is not guarded",
                "add " + port + " to guard.ports, or publish it on 127.0.0.1 only");
    }

    private boolean isReported(Port port) {
        return findings.stream()
                .anyMatch(finding -> finding.id().equals("published-port")
                        && finding.summary().startsWith(port + " "));
    }

    private void open(List<Listener> listeners, Guard wanted) {
        for (Listener listener : listeners) {
            Port port = listener.port();
            if (wanted.covers(port) || isReported(port)) {
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
