package io.originwall.linux.nftables;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.survey.Bridges;
import io.originwall.linux.survey.Exposure;
import io.originwall.linux.survey.GuardFindings;
import io.originwall.linux.survey.OtherGuard;
import io.originwall.net.AddressSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Looks for ways around the guard on this host. A later table that accepts is none: a dropped packet never gets there. Reads only. */
final class Audit {
    /** Without the elements of sets, which may be many. */
    private static final List<String> RULESET = List.of("-t", "list", "ruleset");

    private static final int OUR_PRIORITY = -160;
    private static final String SYNC = "run originwall sync";

    private final Nft nft;
    private final CommandRunner runner;
    private final Set<String> bridges;
    private final AddressSet destinations;
    private final Set<Finding> findings = new LinkedHashSet<>();

    Audit(Nft nft, CommandRunner runner, Set<String> bridges, AddressSet destinations) {
        this.nft = nft;
        this.runner = runner;
        this.bridges = bridges;
        this.destinations = destinations;
    }

    List<Finding> findings(Guard wanted) throws TargetException {
        if (!wanted.isNone()) {
            guardItself(wanted);
        }
        String ruleset = nft.read(RULESET.toArray(String[]::new)).orElse("");
        OtherGuard.ofIptables(runner, ruleset).ifPresent(findings::add);
        findings.addAll(
                new Exposure(runner, bridges, destinations).findings(wanted, OUR_PRIORITY, Optional.of(ruleset)));
        return List.copyOf(findings);
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    private void guardItself(Guard wanted) throws TargetException {
        HostState host = HostState.read(nft);
        if (host.hasSwapTable()) {
            add(
                    "guard-broken",
                    "table inet " + TableShape.SWAP_TABLE + " is left over, and drops what it does not allow",
                    SYNC);
        }
        Optional<TableState> table = host.table();
        if (table.isEmpty()) {
            add("guard-missing", "nothing is guarded: there is no table inet " + TableShape.TABLE, SYNC);
            return;
        }
        TableState state = table.get();
        for (String line : ShapeDifference.between(state, GuardReader.shape(state, GuardShape.usual()))
                .lines()) {
            boolean ipv6 = line.toLowerCase(Locale.ROOT).matches(".*(ipv6|ip6|allow6|dst6|denied6).*");
            add(ipv6 ? "ipv6-unguarded" : "guard-broken", "somebody changed our rules: " + line, SYNC);
        }
        findings.addAll(GuardFindings.of(
                wanted, GuardReader.guard(state), state.exemptedBridges(), Bridges.find(runner, bridges)));
    }
}
