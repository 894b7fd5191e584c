package io.originwall.linux.guard;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What decides the rules of a guard; all else is in its sets.
 *
 * @param mode whether the last rule denies
 * @param denyWith how it denies
 * @param replies guarded UDP ports at which answers to this host's own queries are let in, in order; best none. The first rule that asks
 *     for it switches connection tracking on for the whole host, and where it was off before, a server that sends first passes for one that
 *     asks
 * @param bridges the container bridges behind which published ports lead, in order
 */
public record GuardShape(Mode mode, DenyWith denyWith, List<PortRange> replies, List<String> bridges) {
    /** The interface whose packets every guard lets through unlooked at. */
    public static final String LOOPBACK = "lo";

    /** Version 0.1 let answers in at each guarded UDP port, by a rule that names none. */
    public static final PortRange ALL_UDP = new PortRange(1, 65535, Protocol.UDP);

    public GuardShape {
        replies = List.copyOf(replies);
        bridges = List.copyOf(new TreeSet<>(bridges));
    }

    /** One that tells no more. */
    public static GuardShape of(Mode mode, DenyWith denyWith) {
        return new GuardShape(mode, denyWith, List.of(), List.of());
    }

    /** What decides where rules are read that do not tell by themselves. */
    public static GuardShape usual() {
        return of(Mode.ENFORCE, DenyWith.DROP);
    }

    /** The first, of those that tell no more, whose rules are there; empty where the rules are not ours. */
    public static Optional<GuardShape> find(Predicate<GuardShape> isThere) {
        return Stream.of(Mode.values())
                .flatMap(mode -> Stream.of(DenyWith.values()).map(denyWith -> of(mode, denyWith)))
                .filter(isThere)
                .findFirst();
    }
}
