package io.originwall.host.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.host.ports.PortElements;
import io.originwall.net.AddressSet;
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
    private static final Pattern REPLY = Pattern.compile("(?:udp dport (\\S+)|meta l4proto udp) ct direction reply ");

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
        TableShape shape = verdict(state).orElseGet(() -> nearestVerdict(state));
        // An emptied allow set denies everybody, which no guard says; the plan does.
        return new Guard(allow.isEmpty() ? List.of() : ports, allow, shape.mode(), shape.denyWith(), trial);
    }

    private static boolean isReached(TableState state, Protocol protocol) {
        String jump = protocol + " dport @" + protocol + "_ports jump " + TableShape.GATE + ' ';
        return state.chains().getOrDefault(TableShape.PREROUTING, List.of()).stream()
                .anyMatch(rule -> rule.startsWith(jump));
    }

    /** The verdict that the rules add up to; empty where they are not rules of ours. */
    private static Optional<TableShape> verdict(TableState state) {
        List<String> rules = state.chains().getOrDefault(TableShape.CHECK, List.of());
        return Stream.of(Mode.values())
                .flatMap(mode -> Stream.of(DenyWith.values())
                        .map(denyWith -> new TableShape(mode, denyWith, List.of(), List.of())))
                .filter(shape -> rules.equals(shape.check()))
                .findFirst();
    }

    private static TableShape nearestVerdict(TableState state) {
        List<String> rules = state.chains().getOrDefault(TableShape.CHECK, List.of());
        boolean rejects = rules.stream().anyMatch(rule -> (rule + " ").contains("reject "));
        boolean drops = rules.stream().anyMatch(rule -> (rule + " ").contains("drop "));
        return new TableShape(
                rejects || drops ? Mode.ENFORCE : Mode.OBSERVE,
                rejects ? DenyWith.REJECT : DenyWith.DROP,
                List.of(),
                List.of());
    }

    /**
     * The rules that would be there if nobody but us had touched them, judged by the rest of the table.
     *
     * @param wanted what decides where the table does not tell: the verdict
     */
    static TableShape shape(TableState state, TableShape wanted) {
        TableShape verdict = verdict(state).orElse(wanted);
        TreeSet<String> bridges = new TreeSet<>(state.exempted());
        bridges.remove(TableShape.LOOPBACK);
        return new TableShape(verdict.mode(), verdict.denyWith(), replies(state), new ArrayList<>(bridges));
    }

    /** Where answers to queries are let in, by rules that are ours to the letter. */
    private static List<PortRange> replies(TableState state) {
        List<PortRange> replies = new ArrayList<>();
        for (String rule : state.chains().getOrDefault(TableShape.GATE, List.of())) {
            Matcher ports = REPLY.matcher(rule);
            if (ports.lookingAt()) {
                PortElements read = PortText.parse(
                        Protocol.UDP, Optional.ofNullable(ports.group(1)).orElse("1-65535"));
                read.elements().stream()
                        .map(PortElements.Element::ports)
                        .filter(range -> rule.equals(TableShape.reply(range)))
                        .forEach(replies::add);
            }
        }
        return replies;
    }
}
