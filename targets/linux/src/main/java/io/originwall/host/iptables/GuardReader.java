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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a guard back from what the kernel holds: the nearest one where somebody changed the rules. */
final class GuardReader {
    private static final Pattern EXEMPT = Pattern.compile("-i (\\S+) -j RETURN");

    private static final Pattern REPLY = Pattern.compile(
            "-p udp (?:-m udp --dport (\\d{1,5})(?::(\\d{1,5}))? )?-m conntrack --ctdir REPLY -j RETURN");

    private GuardReader() {}

    /** What decides where the rules do not tell by themselves. */
    static RuleShape usual() {
        return new RuleShape(Mode.ENFORCE, DenyWith.DROP, List.of(), List.of());
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
                .flatMap(mode -> Stream.of(DenyWith.values())
                        .map(denyWith -> new RuleShape(mode, denyWith, List.of(), List.of())))
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
                List.of(),
                List.of());
    }

    /**
     * The rules that would be there if nobody but us had touched them, judged by what else is there.
     *
     * @param wanted what decides where that does not tell: what becomes of strangers
     */
    static RuleShape shape(HostState state, RuleShape wanted) {
        TreeSet<String> bridges = new TreeSet<>();
        List<PortRange> replies = new ArrayList<>();
        for (Rule rule : state.rules(Family.IPV4).chains().getOrDefault(RuleShape.GATE, List.of())) {
            Matcher exempt = EXEMPT.matcher(rule.text());
            if (exempt.matches() && !exempt.group(1).equals(RuleShape.LOOPBACK)) {
                bridges.add(exempt.group(1));
            }
            Matcher reply = REPLY.matcher(rule.text());
            if (reply.matches()) {
                port(Optional.ofNullable(reply.group(1)), Optional.ofNullable(reply.group(2)))
                        .ifPresent(replies::add);
            }
        }
        RuleShape verdict = verdict(state).orElse(wanted);
        return new RuleShape(verdict.mode(), verdict.denyWith(), replies, List.copyOf(bridges));
    }

    private static Optional<PortRange> port(Optional<String> first, Optional<String> last) {
        if (first.isEmpty()) {
            return Optional.of(RuleShape.ALL_UDP);
        }
        int low = Integer.parseInt(first.get());
        int high = Integer.parseInt(last.orElse(first.get()));
        return low >= 1 && high <= 65535 && low <= high
                ? Optional.of(new PortRange(low, high, Protocol.UDP))
                : Optional.empty();
    }
}
