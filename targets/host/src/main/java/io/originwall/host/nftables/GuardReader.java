package io.originwall.host.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads a guard back from what the kernel holds: the nearest one where somebody changed the rules. */
final class GuardReader {
    private GuardReader() {}

    static Guard guard(TableState state) {
        List<PortElements> sets = Stream.of(Protocol.values())
                .filter(protocol -> isReached(state, protocol))
                .map(state::ports)
                .toList();
        List<PortRange> ports = sets.stream()
                .flatMap(set -> set.elements().stream().map(PortElements.Element::ports))
                .toList();
        Optional<Duration> trial = sets.stream()
                .flatMap(set -> set.elements().stream().flatMap(element -> element.remaining().stream()))
                .max(Duration::compareTo);
        AddressSet allow = state.addresses("allow");
        Guard shape = verdict(state);
        // An emptied allow set denies everybody, which no guard says; the plan does.
        return new Guard(allow.isEmpty() ? List.of() : ports, allow, shape.mode(), shape.denyWith(), trial);
    }

    private static boolean isReached(TableState state, Protocol protocol) {
        String jump = protocol + " dport @" + protocol + "_ports jump " + TableShape.GATE + ' ';
        return state.chains().getOrDefault(TableShape.PREROUTING, List.of()).stream()
                .anyMatch(rule -> RuleText.canonical(rule).startsWith(jump));
    }

    /** A guard of nothing, that has the mode and the answer of the rules. */
    private static Guard verdict(TableState state) {
        List<String> rules = canonical(state.chains().getOrDefault(TableShape.CHECK, List.of()));
        for (Mode mode : Mode.values()) {
            for (DenyWith denyWith : DenyWith.values()) {
                List<String> ours = new TableShape(mode, denyWith, false, List.of()).check();
                if (rules.equals(canonical(ours))) {
                    return verdict(mode, denyWith);
                }
            }
        }
        boolean rejects = rules.stream().anyMatch(rule -> rule.contains("reject "));
        boolean drops = rules.stream().anyMatch(rule -> rule.startsWith("drop "));
        return verdict(rejects || drops ? Mode.ENFORCE : Mode.OBSERVE, rejects ? DenyWith.REJECT : DenyWith.DROP);
    }

    private static Guard verdict(Mode mode, DenyWith denyWith) {
        return new Guard(List.of(), AddressSet.empty(), mode, denyWith);
    }

    /**
     * The rules that would be there if nobody but us had touched them, judged by the rest of the table.
     *
     * @param udpWanted whether the guard to come has UDP ports: a trial that ran out leaves the rule for answers behind
     */
    static TableShape shape(TableState state, boolean udpWanted) {
        Guard verdict = verdict(state);
        TreeSet<String> bridges = new TreeSet<>(state.exempted());
        bridges.remove(TableShape.LOOPBACK);
        boolean hasReplyRule = state.chains().getOrDefault(TableShape.GATE, List.of()).stream()
                .anyMatch(rule -> rule.contains("ct direction"));
        boolean udp = !state.ports(Protocol.UDP).isEmpty() || (udpWanted && hasReplyRule);
        return new TableShape(verdict.mode(), verdict.denyWith(), udp, new ArrayList<>(bridges));
    }

    static List<String> canonical(List<String> rules) {
        return rules.stream().map(RuleText::canonical).toList();
    }
}
