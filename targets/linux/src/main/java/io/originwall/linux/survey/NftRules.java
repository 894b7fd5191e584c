package io.originwall.linux.survey;

import io.originwall.json.Fields;
import io.originwall.json.JsonReader;
import io.originwall.linux.survey.NatRule.End;
import io.originwall.linux.survey.NatRule.Exit;
import io.originwall.linux.survey.NatRule.Jump;
import io.originwall.linux.survey.NatRule.Rewrite;
import io.originwall.linux.survey.NatRule.Unread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one table, as {@code nft -j -nn list table} prints it. */
final class NftRules {
    private static final Set<String> VERDICTS = Set.of("accept", "drop", "return", "reject", "queue");
    private static final Set<String> INCOMING = Set.of("prerouting", "ingress");
    /** Fields whose rewriting leads a packet elsewhere. */
    private static final Set<String> LEADS = Set.of("dport", "daddr");

    private final NftKeys keys;
    private final Map<String, List<NatRule>> chains = new LinkedHashMap<>();
    private final Map<String, Integer> hooks = new LinkedHashMap<>();
    private boolean hasXtables;

    private NftRules(NftKeys keys) {
        this.keys = keys;
    }

    /**
     * What a table holds.
     *
     * @param hasXtables whether there are rules of iptables in it, which nft does not tell whole
     */
    record Table(NatChains chains, boolean hasXtables) {}

    /** @param table for a person */
    static Table parse(String table, String json) throws IOException {
        List<Fields> items = JsonReader.document(json).objects("nftables");
        Map<String, List<?>> sets = new HashMap<>();
        for (Fields item : items) {
            for (String kind : List.of("set", "map")) {
                if (item.has(kind) && item.object(kind).has("elem")) {
                    Fields set = item.object(kind);
                    sets.put("@" + set.text("name"), set.list("elem"));
                }
            }
        }
        NftRules rules = new NftRules(new NftKeys(sets));
        for (Fields item : items) {
            if (item.has("chain")) {
                rules.chain(item.object("chain"));
            } else if (item.has("rule")) {
                Fields rule = item.object("rule");
                rules.chains
                        .computeIfAbsent(rule.text("chain"), name -> new ArrayList<>())
                        .add(rules.rule(table + " chain " + rule.text("chain"), rule.objects("expr")));
            }
        }
        return new Table(new NatChains(table, rules.chains, rules.hooks), rules.hasXtables);
    }

    private void chain(Fields chain) throws IOException {
        if (chain.has("hook") && INCOMING.contains(chain.text("hook"))) {
            boolean ingress = chain.text("hook").equals("ingress");
            // Ingress comes before every hook of IP.
            hooks.put(chain.text("name"), ingress ? Integer.MIN_VALUE : chain.number("prio"));
        }
    }

    private NatRule rule(String where, List<Fields> statements) throws IOException {
        DialledPorts ports = DialledPorts.all();
        boolean exact = true;
        boolean anyAddress = true;
        boolean unread = false;
        List<Exit> exits = new ArrayList<>();
        for (Fields statement : statements) {
            String word = statement.all().keySet().stream().findFirst().orElse("");
            Fields body = statement.all().get(word) instanceof Map ? statement.object(word) : new Fields(Map.of());
            switch (word) {
                case "match" -> {
                    if (NftKeys.isFromThisHost(body)) {
                        return NatRule.nothing();
                    }
                    anyAddress &= !NftKeys.isAboutDestination(body.get("left"));
                    exact &= NftKeys.isAboutPorts(body.get("left"));
                    Optional<DialledPorts> matched = keys.match(body.get("left"), body.text("op"), body.get("right"));
                    unread |= matched.isEmpty();
                    ports = ports.and(matched.orElseGet(DialledPorts::all));
                }
                case "vmap" -> {
                    exact &= NftKeys.isAboutPorts(body.get("key"));
                    for (Map.Entry<Optional<DialledPorts>, Object> entry :
                            keys.entries(body.get("key"), body.get("data"))) {
                        exits.add(verdict(where, ports, entry));
                    }
                }
                case "jump", "goto" -> exits.add(new Jump(ports, body.text("target"), word.equals("jump")));
                case "dnat", "redirect", "tproxy" -> exits.addAll(rewrites(where, word, body, ports, anyAddress));
                case "mangle" -> mangle(body, ports).ifPresent(exits::add);
                case "xt" -> hasXtables = true;
                default -> {
                    if (VERDICTS.contains(word)) {
                        exits.add(new End(ports));
                    }
                }
            }
        }
        return new NatRule(exact && !unread, unread ? Optional.of(where) : Optional.empty(), exits);
    }

    private static Exit verdict(String where, DialledPorts ports, Map.Entry<Optional<DialledPorts>, Object> entry) {
        if (entry.getKey().isEmpty()) {
            return new Unread(ports, where);
        }
        DialledPorts taken = ports.and(entry.getKey().get());
        if (entry.getValue() instanceof Map<?, ?> verdict) {
            for (String word : List.of("jump", "goto")) {
                if (verdict.get(word) instanceof Map<?, ?> target) {
                    return new Jump(taken, String.valueOf(target.get("target")), word.equals("jump"));
                }
            }
        }
        return new End(taken);
    }

    private List<Exit> rewrites(String where, String word, Fields body, DialledPorts ports, boolean anyAddress) {
        List<Exit> exits = new ArrayList<>();
        Object address = body.all().getOrDefault("addr", "");
        Object port = body.all().getOrDefault("port", "");
        for (Map.Entry<Optional<DialledPorts>, Object> to : keys.values(address)) {
            for (Map.Entry<Optional<DialledPorts>, Object> at : keys.values(port)) {
                if (to.getKey().isEmpty() || at.getKey().isEmpty()) {
                    exits.add(new Unread(ports, where));
                    continue;
                }
                DialledPorts taken =
                        ports.and(to.getKey().get()).and(at.getKey().get());
                String newAddress = NftKeys.address(to.getValue());
                Object newPort = NftKeys.port(to.getValue()).orElse(at.getValue());
                Optional<DialledPorts> newPorts = newPort.equals("")
                        ? Optional.empty()
                        : NftKeys.ports(newPort).map(DialledPorts::any);
                String text = NftKeys.text(newAddress, newPort);
                exits.add(new Rewrite(
                        taken,
                        newPorts,
                        Optional.of(newAddress).filter(name -> !name.isEmpty()),
                        text.isEmpty() ? "this host" : text,
                        anyAddress && !word.equals("dnat")));
            }
        }
        return exits;
    }

    /** As {@code tcp dport set 443}, which needs no connection tracking. */
    private Optional<Exit> mangle(Fields body, DialledPorts ports) throws IOException {
        String field = NftKeys.field(body.get("key"));
        if (!LEADS.contains(field)) {
            return Optional.empty();
        }
        boolean isPort = field.equals("dport");
        Object value = body.get("value");
        return Optional.of(new Rewrite(
                ports,
                isPort ? NftKeys.ports(value).map(DialledPorts::any) : Optional.empty(),
                isPort ? Optional.empty() : Optional.of(NftKeys.address(value)),
                isPort ? NftKeys.text("", value) : NftKeys.address(value),
                false));
    }
}
