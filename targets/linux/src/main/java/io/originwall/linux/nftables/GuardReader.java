package io.originwall.linux.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a guard back from what the kernel holds: the nearest one where somebody changed the rules. */
final class GuardReader {
    private static final Pattern REPLY = Pattern.compile("(?:udp dport (\\S+)|meta l4proto udp) ct direction reply ");

    private GuardReader() {}

    static Guard guard(TableState table) {
        return state(table, nearestVerdict(table)).guard(protocol -> isReached(table, protocol));
    }

    private static boolean isReached(TableState table, Protocol protocol) {
        String jump = protocol + " dport @" + protocol + "_ports jump " + TableShape.GATE + ' ';
        return table.rules(TableShape.PREROUTING).stream().anyMatch(rule -> rule.startsWith(jump));
    }

    private static GuardShape nearestVerdict(TableState table) {
        List<String> rules = table.rules(TableShape.CHECK);
        boolean rejects = rules.stream().anyMatch(rule -> (rule + " ").contains("reject "));
        boolean drops = rules.stream().anyMatch(rule -> (rule + " ").contains("drop "));
        return GuardShape.of(rejects || drops ? Mode.ENFORCE : Mode.OBSERVE, rejects ? DenyWith.REJECT : DenyWith.DROP);
    }

    /** @param otherwise what decides where the table does not tell: the verdict */
    static GuardState state(TableState table, GuardShape otherwise) {
        return new GuardState(
                shape(table, otherwise),
                table.addresses("allow"),
                table.addresses("dst"),
                table.ports(Protocol.TCP),
                table.ports(Protocol.UDP));
    }

    /** The rules that would be there if nobody but us had touched them, judged by the rest of the table. */
    static GuardShape shape(TableState table, GuardShape otherwise) {
        List<String> rules = table.rules(TableShape.CHECK);
        GuardShape verdict =
                GuardShape.find(shape -> rules.equals(TableShape.check(shape))).orElse(otherwise);
        return new GuardShape(verdict.mode(), verdict.denyWith(), replies(table), List.copyOf(table.exemptedBridges()));
    }

    /** Where answers to queries are let in, by rules that are ours to the letter. */
    private static List<PortRange> replies(TableState table) {
        List<PortRange> replies = new ArrayList<>();
        for (String rule : table.rules(TableShape.GATE)) {
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
