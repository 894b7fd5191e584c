package io.originwall.linux.soak;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two guards that differ in everything that an update changes: a block, a port, and the verdict. Both guard 443/udp and allow the lab's
 * allowed source, and no other of its sources.
 */
public final class Guards {
    private Guards() {}

    /** The first guard and the second, each with that many blocks. */
    public static List<Guard> two(int blocks) {
        return List.of(guard(blocks, 0, "80/tcp", DenyWith.DROP), guard(blocks, 1, "8080/tcp", DenyWith.REJECT));
    }

    /**
     * The same for a type of target. With iptables both drop: to reject there, the kernel patches its own code, and QEMU's threads emulate
     * that wrongly, so that the emulated kernel stops.
     */
    static List<Guard> two(String type, int blocks) {
        return type.equals("iptables")
                ? List.of(guard(blocks, 0, "80/tcp", DenyWith.DROP), guard(blocks, 1, "8080/tcp", DenyWith.DROP))
                : two(blocks);
    }

    private static Guard guard(int blocks, int variant, String port, DenyWith denyWith) {
        // Blocks that do not touch each other, so that they stay as many as they are.
        Stream<Cidr> others = IntStream.range(0, blocks - 2)
                .map(i -> i == 0 ? blocks + variant : i)
                .mapToObj(i -> Cidr.parse((1 + (i >> 15)) + "." + ((i >> 7) & 255) + "." + ((i & 127) << 1) + ".0/24"));
        List<Cidr> all = Stream.concat(Stream.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32")), others)
                .toList();
        return new Guard(
                Stream.of(port, "443/tcp", "443/udp").map(PortRange::parse).toList(),
                AddressSet.ofBlocks(all),
                Mode.ENFORCE,
                denyWith);
    }
}
