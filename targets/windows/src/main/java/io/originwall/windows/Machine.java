package io.originwall.windows;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * This machine, as far as it is no firewall. An interface so that a test can stand in for it.
 */
interface Machine {
    /** Windows PowerShell 5.1, which every Windows since Server 2016 has, by its absolute path. */
    String powershell();

    /** The subnets that this host has an address in now. */
    AddressSet localSubnets() throws IOException;

    /** The real one. */
    static Machine real(Map<String, String> environment) {
        return new Windows(environment);
    }

    /** See {@link #real}. */
    final class Windows implements Machine {
        private final TreeMap<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Windows(Map<String, String> environment) {
            variables.putAll(environment);
        }

        @Override
        public String powershell() {
            return variables.getOrDefault("SystemRoot", "C:\\Windows")
                    + "\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
        }

        @Override
        public AddressSet localSubnets() throws IOException {
            return AddressSet.of(NetworkInterface.networkInterfaces()
                    .flatMap(card -> card.getInterfaceAddresses().stream())
                    .flatMap(address -> subnet(address).stream())
                    .toList());
        }

        private static Optional<AddressRange> subnet(InterfaceAddress card) {
            byte[] bytes = card.getAddress().getAddress();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Address address = bytes.length == Integer.BYTES
                    ? new Address(Family.IPV4, 0, buffer.getInt() & 0xFFFF_FFFFL)
                    : new Address(Family.IPV6, buffer.getLong(), buffer.getLong());
            return subnet(address, card.getNetworkPrefixLength());
        }

        /** Whoever has no real prefix length has no subnet either: the whole Internet is none. */
        static Optional<AddressRange> subnet(Address address, int prefix) {
            int bits = address.family().bits();
            if (prefix < 1 || prefix > bits) {
                return Optional.empty();
            }
            int host = bits - prefix;
            long low = host >= Long.SIZE ? 0 : (address.low() >>> host) << host;
            long high =
                    host <= Long.SIZE ? address.high() : (address.high() >>> (host - Long.SIZE)) << (host - Long.SIZE);
            return Optional.of(new Cidr(new Address(address.family(), high, low), prefix).range());
        }
    }
}
