package io.originwall.host.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.host.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a guard back from what the kernel holds: the nearest one where somebody changed the rules. */
final class GuardReader {
    private static final Pattern EXEMPT = Pattern.compile("-i (\\S+) -j RETURN");

    private GuardReader() {}

    /** What decides where the rules do not tell by themselves. A trial of UDP ports that ran out leaves their rule behind. */
    static RuleShape usual() {
        return new RuleShape(Mode.ENFORCE, DenyWith.DROP, true, List.of());
    }

    static Guard guard(HostState state) {
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
        AddressSet allow = state.allow();
        RuleShape verdict = verdict(state).orElseGet(() -> nearest(state));
        // An emptied allow set denies everybody, which no guard says; the plan does.
        return new Guard(allow.isEmpty() ? List.of() : ports, allow, verdict.mode(), verdict.denyWith(), trial);
    }

    /** In every family: a guard that one of them gets around is none. */
    private static boolean isReached(HostState state, Protocol protocol) {
        String jump = RuleShape.jump(protocol);
        return !state.rules().isEmpty()
                && state.rules().values().stream()
                        .allMatch(rules -> rules.prerouting().stream()
                                .anyMatch(rule -> rule.text().equals(jump)));
    }

    /** What the rules add up to, in every family, of a shape that tells no more; empty where they are not rules of ours. */
    private static Optional<RuleShape> verdict(HostState state) {
        return Stream.of(Mode.values())
                .flatMap(mode ->
                        Stream.of(DenyWith.values()).map(denyWith -> new RuleShape(mode, denyWith, false, List.of())))
                .filter(shape -> state.rules().entrySet().stream()
                        .allMatch(family -> family.getValue()
                                .texts(RuleShape.DENIED)
                                .equals(shape.chains(family.getKey()).get(RuleShape.DENIED))))
                .findFirst();
    }

    private static RuleShape nearest(HostState state) {
        List<List<String>> denied = state.rules().values().stream()
                .map(rules -> rules.texts(RuleShape.DENIED))
                .toList();
        return new RuleShape(
                denied.stream().anyMatch(RuleShape::denies) ? Mode.ENFORCE : Mode.OBSERVE,
                denied.stream().anyMatch(RuleShape::rejects) ? DenyWith.REJECT : DenyWith.DROP,
                false,
                List.of());
    }

    /**
     * The rules that would be there if nobody but us had touched them, judged by what else is there.
     *
     * @param wanted what decides where that does not tell: what becomes of strangers, and whether a rule for answers to UDP queries is right though no UDP
     *     port is guarded, as when a trial ran out
     */
    static RuleShape shape(HostState state, RuleShape wanted) {
        TreeSet<String> bridges = new TreeSet<>();
        for (Rule rule : state.rules(Family.IPV4).chains().getOrDefault(RuleShape.GATE, List.of())) {
            Matcher exempt = EXEMPT.matcher(rule.text());
            if (exempt.matches() && !exempt.group(1).equals(RuleShape.LOOPBACK)) {
                bridges.add(exempt.group(1));
            }
        }
        boolean hasReplyRule = state.rules(Family.IPV4).texts(RuleShape.GATE).contains(RuleShape.replies());
        boolean udp = !state.ports(Protocol.UDP).isEmpty() || (wanted.udp() && hasReplyRule);
        RuleShape verdict = verdict(state).orElse(wanted);
        return new RuleShape(verdict.mode(), verdict.denyWith(), udp, List.copyOf(bridges));
    }
}
