package io.originwall.linux.iptables;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandResult;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.survey.Bridges;
import io.originwall.linux.survey.Exposure;
import io.originwall.linux.survey.GuardFindings;
import io.originwall.linux.survey.OtherGuard;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for ways around the guard on this host. A later table that accepts is none: a dropped packet never gets there. Reads only. */
final class Audit {
    /** Of the table mangle, in both variants. */
    private static final int OUR_PRIORITY = -150;

    private static final String SYNC = "run originwall sync";

    private final Tools tools;
    private final Xtables here;
    private final Set<String> bridges;
    private final AddressSet destinations;
    private final Set<Finding> findings = new LinkedHashSet<>();

    Audit(Tools tools, Xtables here, Set<String> bridges, AddressSet destinations) {
        this.tools = tools;
        this.here = here;
        this.bridges = bridges;
        this.destinations = destinations;
    }

    List<Finding> findings(Guard wanted) throws TargetException {
        Tables tables = new Tables(tools, here);
        Optional<String> ipv6 = tables.ipv6Problem();
        if (ipv6.isPresent()) {
            add(
                    "ipv6-unguarded",
                    "this host has IPv6, and its IPv6 rules cannot be read: " + ipv6.get(),
                    "make ip6tables work, or turn IPv6 off on this host");
        } else if (!wanted.isNone()) {
            guardItself(tables.state(), wanted);
        }
        if (new VariantFinder(tools).legacyIsHidden()) {
            add(
                    "legacy-tables-hidden",
                    "whether rules of iptables-legacy are in force is not known: the kernel tells it to root only",
                    "run originwall audit as root; where they are, set variant: iptables-legacy");
        }
        if (new VariantFinder(tools).bothAreInUse()) {
            add(
                    "both-iptables-in-use",
                    "rules of iptables-nft and of iptables-legacy are both in force, and who looks at one does not see the"
                            + " other",
                    "move them all into " + here.variant());
        }
        Optional<String> ruleset = tools.tryToRun("nft", "-t", "-nn", "list", "ruleset")
                .filter(CommandResult::isSuccess)
                .map(CommandResult::stdout);
        ruleset.flatMap(OtherGuard::ofNftables).ifPresent(findings::add);
        findings.addAll(new Exposure(tools.runner(), bridges, destinations).findings(wanted, OUR_PRIORITY, ruleset));
        return List.copyOf(findings);
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    private void guardItself(HostState state, Guard wanted) {
        if (state.hasNoRules()) {
            add("guard-missing", "nothing is guarded: there is no chain " + RuleShape.GATE, SYNC);
            return;
        }
        for (Map.Entry<Family, RulesState> family : state.rules().entrySet()) {
            family.getValue().before().forEach(rule -> before(Variant.prefix(family.getKey()), rule));
        }
        if (state.elsewhere().values().stream().anyMatch(rules -> !rules.isEmpty())) {
            add("guard-in-both-iptables", "our rules stand in " + here.variant().other() + " too", SYNC);
        }
        GuardShape shape = GuardReader.shape(state, GuardShape.usual());
        for (String line : Difference.drift(state, shape)) {
            boolean ipv6 = line.matches("ip6tables: .*|set originwall-\\w+6: .*");
            add(ipv6 ? "ipv6-unguarded" : "guard-broken", "somebody changed our rules: " + line, SYNC);
        }
        findings.addAll(GuardFindings.of(
                wanted, GuardReader.guard(state), shape.bridges(), Bridges.find(tools.runner(), bridges)));
    }

    private void before(String tables, Rule rule) {
        add(
                "rule-before-guard",
                tables + ": \"" + rule.text() + "\" stands in " + RuleShape.HOOK
                        + " before our rules, and what it accepts gets around them",
                SYNC);
    }
}
