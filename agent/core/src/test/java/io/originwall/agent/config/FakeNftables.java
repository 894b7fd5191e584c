package io.originwall.agent.config;

import io.originwall.api.Setting;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.net.Cidr;
import java.util.List;

/** A target type with the keys of the real nftables target, for tests of the config alone. */
final class FakeNftables implements TargetProvider<FakeNftables.Settings> {
    /** Its own keys. */
    public record Settings(
            @Setting(
                    "More destinations to guard: virtual addresses that are rewritten without being local, such as MetalLB's.")
            List<Cidr> destinations,

            @Setting(
                    "More container bridges, by interface name; those with only containers or virtual machines are found by themselves.")
            List<String> bridges) {}

    @Override
    public String type() {
        return "nftables";
    }

    @Override
    public Settings defaults() {
        return new Settings(List.of(), List.of());
    }

    @Override
    public Target create(String name, Settings settings) throws TargetException {
        throw new UnsupportedOperationException("no target is built in these tests");
    }
}
