package io.originwall.linux.nftables;

import io.originwall.api.Setting;
import io.originwall.net.Cidr;
import java.util.List;

/** What the config may say about a target of type {@code nftables}. */
public record NftablesSettings(
        @Setting(
                "More destinations to guard: virtual addresses that are rewritten without being local, such as MetalLB's.")
        List<Cidr> destinations,

        @Setting(
                "More container bridges, by interface name; those with only containers or virtual machines are found by themselves.")
        List<String> bridges) {
    public NftablesSettings {
        destinations = List.copyOf(destinations);
        bridges = List.copyOf(bridges);
    }
}
