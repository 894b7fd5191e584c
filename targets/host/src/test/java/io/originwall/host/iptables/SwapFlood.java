package io.originwall.host.iptables;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.host.lab.NetLab;
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

    /** In a lab of its own. */
    public static SwapFlood run(int swaps) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            Target target = place.target();
            List<Guard> guards = List.of(Samples.guard("443/udp"), wider(Samples.guard("443/udp")));
            target.plan(guards.get(0)).apply();
            for (String source : List.of(NetLab.ALLOWED.toString(), NetLab.STRANGER.toString())) {
                lab.run(count(DOOR, "PREROUTING", source));
                lab.run(count(BEHIND, "INPUT", source));
            }
            lab.world().startFlood(NetLab.ALLOWED, NetLab.ORIGIN, 443);
            lab.world().startFlood(NetLab.STRANGER, NetLab.ORIGIN, 443);
            for (int i = 1; i <= swaps; i++) {
                target.plan(guards.get(i % 2)).apply();
            }
            lab.world().stopFloods();
            return new SwapFlood(
                    swaps,
                    counted(lab, DOOR, NetLab.ALLOWED),
                    counted(lab, DOOR, NetLab.ALLOWED) - counted(lab, BEHIND, NetLab.ALLOWED),
                    counted(lab, DOOR, NetLab.STRANGER),
                    counted(lab, BEHIND, NetLab.STRANGER));
        }
    }

    private static Guard wider(Guard guard) {
        return new Guard(
                guard.ports(), guard.allow().union(Samples.blocks("172.64.0.0/13")), guard.mode(), guard.denyWith());
    }

    private static String[] count(String table, String chain, String source) {
        return new String[] {"iptables-nft", "-t", table, "-A", chain, "-s", source, "-p", "udp", "--dport", "443"};
    }

    private static long counted(NetLab lab, String table, Object source) {
        return lab.run("iptables-nft-save", "-c", "-t", table)
                .lines()
                .filter(line -> line.contains("-s " + source + "/32 "))
                .map(Rule::parse)
                .mapToLong(Rule::packets)
                .sum();
    }
}
