package io.originwall.linux.iptables;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.lab.NetLab;
import java.time.Duration;
import java.util.List;

/**
 * Lists that change under a flood of datagrams from an allowed and a blocked source. The kernel counts at the door and behind the guard, by
 * rules of its own, so a busy machine that loses packets on the way counts for nothing.
 *
 * @param swaps how often the list changed
 * @param allowed datagrams of the allowed source that came to the guard
 * @param wronglyDropped those of them that did not get past it
 * @param blocked datagrams of the blocked source that came to the guard
 * @param wronglyAccepted those of them that got past it
 */
public record SwapFlood(int swaps, long allowed, long wronglyDropped, long blocked, long wronglyAccepted) {
    private static final String DOOR = "raw";
    private static final String BEHIND = "filter";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** In a lab of its own. */
    public static SwapFlood run(int swaps) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            Target target = place.target();
            List<Guard> guards = List.of(Samples.guard("443/udp"), wider(Samples.guard("443/udp")));
            target.plan(guards.get(0)).apply();
            return during(
                    lab, swaps, round -> target.plan(guards.get(round % 2)).apply());
        }
    }

    /** Something that changes what is in force. */
    @FunctionalInterface
    interface Swap {
        void run(int round) throws TargetException;
    }

    /** In a lab where a guard is in force that guards 443/udp. */
    static SwapFlood during(NetLab lab, int swaps, Swap swap) throws TargetException {
        for (String source : List.of(NetLab.ALLOWED.toString(), NetLab.STRANGER.toString())) {
            lab.run(count(DOOR, "PREROUTING", source));
            lab.run(count(BEHIND, "INPUT", source));
        }
        lab.world().startFlood(NetLab.ALLOWED, NetLab.ORIGIN, 443);
        lab.world().startFlood(NetLab.STRANGER, NetLab.ORIGIN, 443);
        awaitBoth(lab);
        for (int i = 1; i <= swaps; i++) {
            swap.run(i);
        }
        lab.world().stopFloods();
        return new SwapFlood(
                swaps,
                counted(lab, DOOR, NetLab.ALLOWED),
                counted(lab, DOOR, NetLab.ALLOWED) - counted(lab, BEHIND, NetLab.ALLOWED),
                counted(lab, DOOR, NetLab.STRANGER),
                counted(lab, BEHIND, NetLab.STRANGER));
    }

    /** A swap before the first datagram would prove nothing. */
    private static void awaitBoth(NetLab lab) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counted(lab, DOOR, NetLab.ALLOWED) == 0 || counted(lab, DOOR, NetLab.STRANGER) == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no flood within " + PATIENCE);
            }
        }
    }

    /** Was every packet treated as it should be, and were there any? */
    public boolean isClean() {
        return allowed > 0 && blocked > 0 && wronglyDropped == 0 && wronglyAccepted == 0;
    }

    private static Guard wider(Guard guard) {
        return new Guard(
                guard.ports(), guard.allow().union(Samples.blocks("172.64.0.0/13")), guard.mode(), guard.denyWith());
    }

    private static String[] count(String table, String chain, String source) {
        return new String[] {"iptables-nft", "-t", table, "-A", chain, "-s", source, "-p", "udp", "--dport", "443"};
    }

    private static long counted(NetLab lab, String table, Object source) {
        return SavedTables.parse(lab.run("iptables-nft-save", "-c", "-t", table)).chains(table).values().stream()
                .flatMap(List::stream)
                .filter(rule -> rule.text().startsWith("-s " + source + "/32 "))
                .mapToLong(Rule::packets)
                .sum();
    }
}
