package io.originwall.agent.config;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Setting;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.List;

/** The {@code guard:} section: what is guarded and how. Each target may override any of it. */
public record GuardConfig(
        @Setting(value = "The ports that only the allow list may reach: 80/tcp, 443/udp, 8000-8010/tcp.", min = 1)
        List<PortRange> ports,

        @Setting("enforce drops what is not allowed; observe lets it through and counts it.")
        Mode mode,

        @Setting("drop leaves a denied client without an answer; reject tells it at once.")
        DenyWith denyWith) {
    public static GuardConfig defaults() {
        return new GuardConfig(
                List.of(new PortRange(80, 80, Protocol.TCP), new PortRange(443, 443, Protocol.TCP)),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    public boolean covers(Port port) {
        return ports.stream().anyMatch(range -> range.contains(port));
    }

    /** The guard of this section for an allow list. */
    public Guard allowing(AddressSet allow) {
        return new Guard(ports, allow, mode, denyWith);
    }
}
