package io.originwall.linux.survey;

import io.originwall.linux.survey.NatRule.End;
import io.originwall.linux.survey.NatRule.Exit;
import io.originwall.linux.survey.NatRule.Jump;
import io.originwall.linux.survey.NatRule.Rewrite;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads tables, as {@code iptables-save} and {@code ip6tables-save} print them. */
final class IptablesRules {
    /** As the kernel calls them at PREROUTING. */
    private static final Map<String, Integer> PRIORITIES = Map.of("raw", -300, "mangle", -150, "nat", -100);

    private static final Set<String> VERDICTS = Set.of("ACCEPT", "DROP", "RETURN", "REJECT", "QUEUE", "NFQUEUE");
    private static final Set<String> OF_PORTS = Set.of("tcp", "udp", "multiport", "comment");

    private IptablesRules() {}

    /** @param command that printed it, for a person */
    static List<NatChains> parse(String command, String text) {
        List<NatChains> tables = new ArrayList<>();
        String table = "";
        Map<String, List<NatRule>> chains = new LinkedHashMap<>();
        List<List<String>> rules = new ArrayList<>();
        for (List<String> words : lines(text)) {
            String first = words.get(0);
            if (first.startsWith("*")) {
                table = first.substring(1);
                chains = new LinkedHashMap<>();
                rules = new ArrayList<>();
            } else if (first.startsWith(":")) {
                chains.put(first.substring(1), new ArrayList<>());
            } else if (first.equals("COMMIT")) {
                for (List<String> rule : rules) {
                    List<NatRule> chain = chains.computeIfAbsent(rule.get(1), name -> new ArrayList<>());
                    chain.add(new IptablesRule(rule, chains.keySet(), command).rule());
                }
                Optional<Integer> priority = Optional.ofNullable(PRIORITIES.get(table));
                tables.add(new NatChains(
                        command + " table " + table,
                        chains,
                        priority.map(number -> Map.of("PREROUTING", number)).orElseGet(Map::of)));
            } else if (words.contains("-A") && words.indexOf("-A") <= 1 && words.size() > words.indexOf("-A") + 1) {
                rules.add(words.subList(words.indexOf("-A"), words.size()));
            }
        }
        return tables;
    }

    /** The words of each line; a quoted one may hold anything, newlines too. */
    private static List<List<String>> lines(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && (c == ' ' || c == '\n')) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
                if (c == '\n' && !words.isEmpty()) {
                    lines.add(List.copyOf(words));
                    words.clear();
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        return lines;
    }

    /** One rule, {@code -A CHAIN …}. */
    private static final class IptablesRule {
        private final List<String> words;
        private final Set<String> chains;
        private final String where;
        private DialledPorts ports = DialledPorts.all();
        private boolean exact = true;
        private boolean anyAddress = true;
        private boolean unread;
        private boolean fromThisHost;
        private String target = "";
        private boolean returns = true;
        private String address = "";
        private String port = "";

        private IptablesRule(List<String> words, Set<String> chains, String command) {
            this.words = words;
            this.chains = chains;
            this.where = command + ": " + String.join(" ", words);
        }

        private NatRule rule() {
            for (int i = 2; i < words.size(); i++) {
                boolean not = words.get(i).equals("!");
                if (not) {
                    i++;
                }
                if (i + 1 < words.size() && words.get(i).startsWith("-")) {
                    option(words.get(i), words.get(i + 1), not, i);
                    i++;
                }
            }
            return fromThisHost ? NatRule.nothing() : result();
        }

        private void option(String name, String value, boolean not, int at) {
            switch (name) {
                case "-p" -> ports = ports.and(protocol(value, not));
                case "--dport", "--dports", "--destination-port", "--destination-ports" -> number(value, not);
                case "-d", "--dst-type" -> {
                    exact = false;
                    anyAddress = false;
                    fromThisHost |= !not && (value.startsWith("127.") || value.equals("::1/128"));
                }
                case "-i" -> {
                    exact = false;
                    fromThisHost |= !not && value.equals("lo");
                }
                case "-j", "-g" -> {
                    target = value;
                    returns = name.equals("-j");
                }
                case "--to-destination", "--to" -> to(value);
                case "--to-ports", "--on-port" -> port = value;
                case "--match-set" -> {
                    exact = false;
                    // The set may hold ports.
                    unread |= at + 2 < words.size() && words.get(at + 2).contains("dst");
                }
                case "-m" -> exact &= OF_PORTS.contains(value);
                case "--ports" -> {
                    exact = false;
                    unread = true;
                }
                default -> exact &= name.equals("--comment");
            }
        }

        private static DialledPorts protocol(String name, boolean not) {
            BitSet all = DialledPorts.all().tcp();
            DialledPorts those = switch (name) {
                case "tcp" -> DialledPorts.of(Protocol.TCP, all);
                case "udp" -> DialledPorts.of(Protocol.UDP, all);
                case "all" -> DialledPorts.all();
                default -> DialledPorts.none();
            };
            return not ? DialledPorts.all().minus(those) : those;
        }

        private void number(String text, boolean not) {
            BitSet numbers = new BitSet();
            for (String range : text.split(",", -1)) {
                Optional<BitSet> some = range(range, ':');
                some.ifPresent(numbers::or);
                unread |= some.isEmpty();
            }
            ports = ports.and(DialledPorts.any(not ? DialledPorts.allBut(numbers) : numbers));
        }

        private static Optional<BitSet> range(String text, char between) {
            int middle = text.indexOf(between);
            try {
                int first = Integer.parseInt(middle < 0 ? text : text.substring(0, middle));
                int last = middle < 0 ? first : Integer.parseInt(text.substring(middle + 1));
                return Optional.of(DialledPorts.numbers(first, last));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        /** {@code 172.17.0.2:80}, {@code 172.17.0.2}, {@code [fd17::2]:80}, {@code fd17::2}, {@code :80}. */
        private void to(String value) {
            boolean bracketed = value.startsWith("[") && value.contains("]");
            int colon = value.lastIndexOf(':');
            boolean hasPort = bracketed ? colon > value.indexOf(']') : colon >= 0 && colon == value.indexOf(':');
            port = hasPort ? value.substring(colon + 1) : "";
            String host = hasPort ? value.substring(0, colon) : value;
            address = bracketed ? host.substring(1, host.indexOf(']')) : host;
        }

        private NatRule result() {
            return new NatRule(
                    exact && !unread,
                    unread ? Optional.of(where) : Optional.empty(),
                    exit().stream().toList());
        }

        private Optional<Exit> exit() {
            return switch (target) {
                case "DNAT", "NETMAP", "REDIRECT", "TPROXY" -> Optional.of(rewrite());
                default ->
                    VERDICTS.contains(target)
                            ? Optional.of(new End(ports))
                            : chains.contains(target)
                                    ? Optional.of(new Jump(ports, target, returns))
                                    : Optional.empty();
            };
        }

        private Exit rewrite() {
            Optional<DialledPorts> newPorts = port.isEmpty() || port.equals("0")
                    ? Optional.empty()
                    : range(port, '-').map(DialledPorts::any);
            String host = address.contains(":") ? "[" + address + "]" : address;
            String text = port.isEmpty() || port.equals("0") ? address : address.isEmpty() ? port : host + ":" + port;
            return new Rewrite(
                    ports,
                    newPorts,
                    Optional.of(address).filter(name -> !name.isEmpty()),
                    text.isEmpty() ? "this host" : text,
                    anyAddress && (target.equals("REDIRECT") || target.equals("TPROXY")));
        }
    }
}
