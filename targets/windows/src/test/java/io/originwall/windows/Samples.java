package io.originwall.windows;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Guards and addresses to try. */
final class Samples {
    static final Guard GUARD =
            guard(blocks("103.21.244.0/22", "172.64.0.0/13", "2400:cb00::/32"), "80/tcp", "443/tcp", "443/udp");

    private Samples() {}

    static Guard guard(AddressSet allow, String... ports) {
        return new Guard(Stream.of(ports).map(PortRange::parse).toList(), allow, Mode.ENFORCE, DenyWith.DROP);
    }

    static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }

    /** So many blocks or fewer, where some run together, of both families and of any length. */
    static AddressSet randomBlocks(Random random, int most) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Address address = randomAddress(random);
            int bits = address.family().bits();
            int prefix = address.family() == Family.IPV4 ? 8 + random.nextInt(25) : 16 + random.nextInt(113);
            ranges.add(Machine.Windows.subnet(address, Math.min(prefix, bits)).orElseThrow());
        }
        return AddressSet.of(ranges);
    }

    static Address randomAddress(Random random) {
        return random.nextBoolean()
                ? new Address(Family.IPV4, 0, random.nextInt() & 0xFFFF_FFFFL)
                : new Address(Family.IPV6, random.nextLong(), random.nextLong());
    }

    /** So many: ends of ranges, the addresses beside them, and random ones inside and anywhere. */
    static List<Address> addresses(Random random, AddressSet set, int number) {
        List<Address> addresses = new ArrayList<>();
        for (AddressSet part : List.of(set, set.complement())) {
            for (AddressRange range : part.ranges()) {
                addresses.add(range.first());
                addresses.add(range.last());
                addresses.add(inside(random, range));
            }
        }
        while (addresses.size() < number) {
            List<AddressRange> ranges = set.ranges();
            addresses.add(randomAddress(random));
            addresses.add(inside(random, ranges.get(random.nextInt(ranges.size()))));
        }
        Collections.shuffle(addresses, random);
        return List.copyOf(addresses.subList(0, number));
    }

    private static Address inside(Random random, AddressRange range) {
        long low = range.first().low()
                | (random.nextLong() & (range.first().low() ^ range.last().low()));
        Address address = new Address(range.family(), range.first().high(), low);
        return range.contains(address) ? address : range.first();
    }
}
