package io.originwall.linux.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListingTest {
    @Test
    void readsBlocksRangesAndAddressesWithATimeOut() {
        AddressSet found = Listing.ofNft("""
                table inet cf {
                	set allow4 {
                		type ipv4_addr
                		flags interval,timeout
                		elements = { 103.21.244.0/22, 104.16.0.0-104.27.255.255,
                			     192.0.2.1 timeout 1d expires 23h59m46s28ms }
                	}
                }
                """);

        assertThat(found).isEqualTo(blocks("103.21.244.0/22", "104.16.0.0/13", "104.24.0.0/14", "192.0.2.1/32"));
    }

    @Test
    void readsBothFamilies() {
        assertThat(Listing.ofNft(
                        "elements = { 2400:cb00::/32,\n 2a06:98c0::-2a06:98c7:ffff:ffff:ffff:ffff:ffff:ffff }"))
                .isEqualTo(blocks("2400:cb00::/32", "2a06:98c0::/29"));
    }

    @Test
    void readsNothingWhereThereIsNoElement() {
        assertThat(Listing.ofNft("table inet cf {\n\tset allow4 {\n\t\ttype ipv4_addr\n\t}\n}"))
                .isEqualTo(AddressSet.empty());
        assertThat(Listing.ofNft("")).isEqualTo(AddressSet.empty());
    }

    @Test
    void readsAnIpset() {
        AddressSet found = Listing.ofIpset("""
                create bare hash:net family inet hashsize 64 maxelem 65536 bucketsize 12 initval 0x6b5e3f1a
                add bare 103.21.244.0/22
                add bare 192.0.2.1
                """);

        assertThat(found).isEqualTo(blocks("103.21.244.0/22", "192.0.2.1/32"));
    }

    private static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }
}
