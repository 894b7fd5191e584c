package io.originwall.host.ports;

import io.originwall.api.Change;
import io.originwall.host.ports.PortElements.Element;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of a plan for the ports that come and go. */
public final class PortChanges {
    private PortChanges() {}

    /** Of two sets of the same protocol. */
    public static List<Change> between(PortElements now, PortElements wanted) {
        Protocol protocol = wanted.protocol();
        List<Change> changes = new ArrayList<>();
        PortElements.ranges(PortElements.minus(now.all(), wanted.all()), protocol)
                .forEach(range -> changes.add(Change.remove(range)));
        PortElements.ranges(PortElements.minus(wanted.permanent(), now.all()), protocol)
                .forEach(range -> changes.add(Change.add(range)));
        for (Element element : wanted.elements()) {
            element.remaining()
                    .ifPresent(time -> PortElements.ranges(newOf(element.ports(), now), protocol)
                            .forEach(range ->
                                    changes.add(Change.add(range + ", on trial for " + time.toSeconds() + "s"))));
        }
        PortElements.ranges(PortElements.and(wanted.permanent(), now.onTrial()), protocol)
                .forEach(range -> changes.add(Change.repair(range + ": on trial, made permanent")));
        now.odd()
                .forEach(odd ->
                        changes.add(Change.repair("set " + protocol + "_ports: foreign element \"" + odd + '"')));
        return changes;
    }

    /** Where answers to the host's own queries are let in before anybody asks who sent them. */
    public static Change ofReplies(List<PortRange> now, List<PortRange> wanted) {
        String tracking = wanted.isEmpty() ? "" : ", which takes connection tracking for the whole host";
        return Change.repair("answers to UDP queries let in at: " + names(now) + " → " + names(wanted) + tracking);
    }

    private static String names(List<PortRange> ports) {
        return ports.isEmpty()
                ? "none"
                : ports.stream().map(PortRange::toString).collect(Collectors.joining(", "));
    }

    private static BitSet newOf(PortRange ports, PortElements now) {
        BitSet bits = new BitSet();
        bits.set(ports.first(), ports.last() + 1);
        return PortElements.minus(bits, now.all());
    }
}
