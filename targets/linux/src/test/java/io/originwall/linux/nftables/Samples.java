package io.originwall.linux.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The guard behind the captured files next to this package's tests, and the files. */
final class Samples {
    static final Guard GUARD = new Guard(
            Stream.of("80/tcp", "443/tcp", "443/udp").map(PortRange::parse).toList(),
            blocks("103.21.244.0/22", "104.16.0.0/13", "104.24.0.0/14", "2400:cb00::/32"),
            Mode.ENFORCE,
            DenyWith.REJECT);

    private Samples() {}

    static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }

    static GuardState wanted() {
        return GuardState.of(
                GUARD, blocks("203.0.113.80/32"), List.of("docker0", "br-0123456789ab"), PortElements::none);
    }

    static GuardState plain(Guard guard) {
        return GuardState.of(guard, AddressSet.empty(), List.of(), PortElements::none);
    }

    static String file(String name) {
        try (InputStream stream = Samples.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
