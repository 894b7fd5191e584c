package io.originwall.linux.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a guard back from what the kernel holds: the nearest one where somebody changed the rules. */
final class GuardReader {
    private static final Pattern EXEMPT = Pattern.compile("-i (\\S+) -j RETURN");

    private static final Pattern REPLY = Pattern.compile(
            "-p udp (?:-m udp --dport (\\d{1,5})(?::(\\d{1,5}))? )?-m conntrack --ctdir REPLY -j RETURN");

    private GuardReader() {}

    static Guard guard(HostState host) {
        return state(host, nearest(host)).guard(protocol -> isReached(host, protocol));
    }

    /** @param otherwise what decides where the rules do not tell: what becomes of strangers */
    static GuardState state(HostState host, GuardShape otherwise) {
        return new GuardState(
                shape(host, otherwise),
                host.allow(),
                host.destinations(),
                host.ports(Protocol.TCP),
                host.ports(Protocol.UDP));
    }

    /** In every family: a guard that one of them gets around is none. */
    private static boolean isReached(HostState host, Protocol protocol) {
        String jump = RuleShape.jump(protocol);
        return !host.rules().isEmpty()
                && host.rules().values().stream()
                        .allMatch(rules -> rules.prerouting().stream()
                                .anyMatch(rule -> rule.text().equals(jump)));
    }

    /** Are these the rules that deny, in every family? */
    private static boolean denies(HostState host, GuardShape shape) {
        return host.rules().entrySet().stream()
                .allMatch(family ->
                        family.getValue().texts(RuleShape.DENIED).equals(RuleShape.denied(family.getKey(), shape)));
    }

    private static GuardShape nearest(HostState host) {
        List<List<String>> denied = host.rules().values().stream()
                .map(rules -> rules.texts(RuleShape.DENIED))
                .toList();
        return GuardShape.of(
                denied.stream().anyMatch(RuleShape::denies) ? Mode.ENFORCE : Mode.OBSERVE,
                denied.stream().anyMatch(RuleShape::rejects) ? DenyWith.REJECT : DenyWith.DROP);
    }

    /** The rules that would be there if nobody but us had touched them, judged by what else is there. */
    static GuardShape shape(HostState host, GuardShape otherwise) {
        List<String> bridges = new ArrayList<>();
        List<PortRange> replies = new ArrayList<>();
        for (Rule rule : host.rules(Family.IPV4).chains().getOrDefault(RuleShape.GATE, List.of())) {
            Matcher exempt = EXEMPT.matcher(rule.text());
            if (exempt.matches() && !exempt.group(1).equals(GuardShape.LOOPBACK)) {
                bridges.add(exempt.group(1));
            }
            Matcher reply = REPLY.matcher(rule.text());
            if (reply.matches()) {
                port(Optional.ofNullable(reply.group(1)), Optional.ofNullable(reply.group(2)))
                        .ifPresent(replies::add);
            }
        }
        GuardShape verdict = GuardShape.find(shape -> denies(host, shape)).orElse(otherwise);
        return new GuardShape(verdict.mode(), verdict.denyWith(), replies, bridges);
    }

    private static Optional<PortRange> port(Optional<String> first, Optional<String> last) {
        if (first.isEmpty()) {
            return Optional.of(GuardShape.ALL_UDP);
        }
        int low = Integer.parseInt(first.get());
        int high = Integer.parseInt(last.orElse(first.get()));
        return low >= 1 && high <= 65535 && low <= high
                ? Optional.of(new PortRange(low, high, Protocol.UDP))
                : Optional.empty();
    }
}
