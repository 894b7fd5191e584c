package io.originwall.linux.iptables;

import io.originwall.api.Setting;
import io.originwall.net.Cidr;
import java.util.List;

/** What the config may say about a target of type {@code iptables}. */
public record IptablesSettings(
        @Setting("Which iptables to use; auto finds out which one this host's rules live in.")
        VariantChoice variant,

        @Setting(
                "More destinations to guard: virtual addresses that are rewritten without being local, such as MetalLB's.")
        List<Cidr> destinations,

        @Setting(
                "More container bridges, by interface name; those with only containers or virtual machines are found by themselves.")
        List<String> bridges) {
    public IptablesSettings {
        destinations = List.copyOf(destinations);
        bridges = List.copyOf(bridges);
    }
}
