package io.originwall.linux.nftables;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.stream.IntStream;

/** Long lists: each second block of 16 addresses from 16.0.0.0 on, so that none of them touch. */
final class ManyRanges {
    private ManyRanges() {}

    static AddressSet of(int count) {
        return AddressSet.ofBlocks(IntStream.range(0, count)
                .mapToObj(i -> new Cidr(new Address(Family.IPV4, 0, 0x1000_0000L + i * 32L), 28))
                .toList());
    }
}
