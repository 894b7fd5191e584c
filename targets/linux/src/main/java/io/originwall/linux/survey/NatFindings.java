package io.originwall.linux.survey;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.survey.NatRule.Exit;
import io.originwall.linux.survey.NatRule.Rewrite;
import io.originwall.linux.survey.NatRule.Unread;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rules of others that lead packets around a guard: to another port or address than the one that was dialled. What cannot be read is
 * reported as unread, never taken for harmless. Good for one call.
 */
final class NatFindings {
    private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{");
    private static final Pattern HOOK = Pattern.compile("hook (prerouting|ingress) ");
    private static final Pattern OFFLOAD = Pattern.compile("\\bflow (?:add|offload) @(\\S+)");
    private static final Set<String> OF_IPTABLES = Set.of("nat", "mangle", "raw");
    /** More ranges than this are summed up. */
    private static final int MAX_RANGES = 5;

    private final CommandRunner runner;
    private final DialledPorts guarded;
    private final int priority;
    private final Bridges bridges;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private DialledPorts published = DialledPorts.none();

    /** @param priority of the guard's own hook */
    NatFindings(CommandRunner runner, Guard wanted, int priority, Bridges bridges) {
        this.runner = runner;
        this.guarded = DialledPorts.guardedBy(wanted);
        this.priority = priority;
        this.bridges = bridges;
    }

    /**
     * Looks at both firewalls.
     *
     * @param ruleset as {@code nft -t list ruleset} prints it
     * @param hasNft whether there was an nft to print it; where not, the rules of iptables-nft are read all the same
     */
    List<Finding> find(String ruleset, boolean hasNft) {
        offloaded(ruleset);
        Set<String> asked = new LinkedHashSet<>();
        for (Map.Entry<String, String> table : tables(ruleset).entrySet()) {
            nft(table.getKey(), table.getValue(), asked);
        }
        if (!hasNft) {
            for (Family family : Family.values()) {
                OF_IPTABLES.stream().sorted().forEach(table -> asked.add(prefix(family) + " " + table));
            }
        }
        asked.forEach(one -> iptables(one, hasNft));
        for (Family family : Family.values()) {
            for (String table : List.of("mangle", "nat", "raw")) {
                legacy(family, table);
            }
        }
        return List.copyOf(findings);
    }

    /** The ports that were found to lead elsewhere, and are not guarded. */
    DialledPorts published() {
        return published;
    }

    private static String prefix(Family family) {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    /** Those that see packets as they come in, but our own. */
    private static Map<String, String> tables(String ruleset) {
        Map<String, String> tables = new LinkedHashMap<>();
        String family = "";
        String name = "";
        for (String line : ruleset.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            if (header.matches()) {
                family = header.group(1);
                name = header.group(2);
            } else if (HOOK.matcher(line).find() && !name.matches("originwall(_\\w+)?")) {
                tables.put(family + " " + name, name);
            }
        }
        return tables;
    }

    /** Packets of a flow in a flowtable pass at ingress, and no chain sees them. */
    private void offloaded(String ruleset) {
        String table = "";
        for (String line : ruleset.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            Matcher rule = OFFLOAD.matcher(line);
            if (header.matches()) {
                table = header.group(1) + " " + header.group(2);
            } else if (!guarded.isEmpty() && rule.find()) {
                findings.add(new Finding(
                        "flows-offloaded",
                        "table " + table + " offloads forwarded connections to flowtable " + rule.group(1)
                                + ": the guard does not see the packets of one that was let in before",
                        "add \"ct original proto-dst != { "
                                + guarded.ranges().stream()
                                        .map(range -> range.toString().replaceAll("/.*", ""))
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + " }\" to its rule, and end those that there are with conntrack -D"));
            }
        }
    }

    private void nft(String table, String name, Set<String> iptables) {
        String family = table.substring(0, table.indexOf(' '));
        Command list = Command.of("nft", "-j", "-nn", "list", "table", family, name);
        try {
            CommandResult result = runner.run(list);
            if (!result.isSuccess()) {
                unread("table " + table, result.stderr().lines().findFirst().orElse("nft said nothing"));
                return;
            }
            NftRules.Table read = NftRules.parse("table " + table, result.stdout());
            if (read.hasXtables() && OF_IPTABLES.contains(name) && family.startsWith("ip")) {
                iptables.add(table);
            } else {
                look(read.chains());
            }
        } catch (IOException | CommandException e) {
            unread("table " + table, String.valueOf(e.getMessage()));
        }
    }

    private void iptables(String table, boolean mustBeThere) {
        String save = table.replaceFirst(" .*", "") + "tables-nft-save";
        Command command = Command.of(save, "-t", table.replaceFirst(".* ", ""));
        try {
            CommandResult result = runner.run(command);
            if (result.stdout().contains(" contains incompatible ")) {
                unread("table " + table, save + " finds chains in it that are not those of iptables");
            } else if (result.isSuccess()) {
                IptablesRules.parse(save, result.stdout()).forEach(this::look);
            } else {
                unread("table " + table, result.stderr().lines().findFirst().orElse(save + " said nothing"));
            }
        } catch (CommandNotFoundException e) {
            if (mustBeThere) {
                unread("table " + table, e.getMessage() + "; install the package iptables");
            }
        } catch (CommandException e) {
            unread("table " + table, String.valueOf(e.getMessage()));
        }
    }

    private void legacy(Family family, String table) {
        try {
            IptablesRules.parse(prefix(family) + "tables-legacy", LegacyTables.save(runner, family, table))
                    .forEach(this::look);
        } catch (CommandException e) {
            findings.add(new Finding(
                    "legacy-rules-unknown",
                    "iptables-legacy has rules that were not looked at: " + e.getMessage(),
                    "install the package iptables"));
        }
    }

    private void unread(String what, String why) {
        findings.add(new Finding(
                "nat-unread",
                what + " was not read, so whether it leads around the guard is not known: " + why,
                "look at its rules that rewrite ports or addresses"));
    }

    private void look(NatChains table) {
        for (Map.Entry<String, Integer> hook : table.hooks().entrySet()) {
            for (Exit exit : table.exits(hook.getKey())) {
                if (exit instanceof Unread rule) {
                    unread("a rule of " + rule.what(), "its ports are given in a way that is not known here");
                } else if (exit instanceof Rewrite rewrite) {
                    judge(table.table(), hook.getValue(), rewrite);
                }
            }
        }
    }

    private void judge(String table, int at, Rewrite rewrite) {
        boolean early = at < priority;
        DialledPorts open = rewrite.ports().minus(guarded);
        if (early && rewrite.newPorts().isPresent()) {
            DialledPorts after = rewrite.newPorts().get();
            boolean denied =
                    after.minus(guarded).and(protocolsOf(rewrite.ports())).isEmpty();
            if (denied) {
                // The guard sees the new port, and that one is guarded.
                return;
            }
            before(table, at, rewrite);
        } else if (early && rewrite.address().filter(this::leadsAway).isPresent()) {
            before(table, at, rewrite);
        }
        published(open, rewrite.destination());
        if (rewrite.anyAddress()) {
            elsewhere(table, rewrite.ports().and(guarded));
        }
    }

    private static DialledPorts protocolsOf(DialledPorts ports) {
        DialledPorts all = DialledPorts.all();
        return new DialledPorts(
                ports.tcp().isEmpty() ? new BitSet() : all.tcp(), ports.udp().isEmpty() ? new BitSet() : all.udp());
    }

    private void before(String table, int at, Rewrite rewrite) {
        DialledPorts ports = rewrite.ports().and(guarded);
        if (!ports.isEmpty()) {
            findings.add(new Finding(
                    "nat-before-guard",
                    table + " leads " + text(ports) + " to " + rewrite.destination() + " "
                            + (at == Integer.MIN_VALUE ? "at ingress" : "at priority " + at)
                            + ", before the guard sees the port that was dialled",
                    at == Integer.MIN_VALUE
                            ? "do that in a chain of type nat at priority -100 (dstnat)"
                            : "move its prerouting chain to priority -100 (dstnat)"));
        }
    }

    /** Is an address neither of this host nor behind a container bridge, where the guard looks? */
    private boolean leadsAway(String address) {
        try {
            CommandResult route = runner.run(Command.of("ip", "-o", "route", "get", address));
            String text = route.stdout();
            return !route.isSuccess()
                    || !(text.startsWith("local ")
                            || bridges.orElse(List.of()).stream()
                                    .anyMatch(name -> text.contains(" dev " + name + " ")));
        } catch (CommandException e) {
            return true;
        }
    }

    private void published(DialledPorts ports, String destination) {
        published = published.or(ports);
        List<PortRange> ranges = ports.ranges();
        List<String> texts = ranges.size() > MAX_RANGES
                ? List.of(text(ports))
                : ranges.stream().map(PortRange::toString).toList();
        for (String text : texts) {
            findings.add(new Finding(
                    "published-port",
                    text + " leads to " + destination + " and is not guarded",
                    "add " + (ranges.size() > MAX_RANGES ? "them" : text)
                            + " to guard.ports, or publish it on 127.0.0.1 only"));
        }
    }

    private void elsewhere(String table, DialledPorts ports) {
        if (!ports.isEmpty()) {
            findings.add(new Finding(
                    "redirects-foreign-addresses",
                    table + " takes packets for " + text(ports)
                            + " at any address, and at those that are not this host's the guard does not look",
                    "limit the rule to this host's addresses (fib daddr type local), or add the others to destinations"
                            + " of this target"));
        }
    }

    private static String text(DialledPorts ports) {
        List<PortRange> ranges = ports.ranges();
        String first =
                ranges.stream().limit(MAX_RANGES).map(PortRange::toString).collect(Collectors.joining(", "));
        int more = ranges.size() - MAX_RANGES;
        return first + (more > 0 ? " and " + more + " more ranges" : "");
    }
}
