package io.originwall.net;

/**
 * One port of one protocol.
 *
 * @param number 1–65535
 */
public record Port(int number, Protocol protocol) {
    public Port {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("port must be 1–65535");
        }
    }

    /**
     * Reads {@code 443}, {@code 443/tcp} or {@code 443/udp}; tcp where the protocol is left out.
     *
     * @throws AddressFormatException if the text is anything else
     */
    public static Port parse(String text) {
        PortRange range = PortRange.parse(text);
        if (range.first() != range.last()) {
            throw new AddressFormatException(text, "one port is wanted, not a range");
        }
        return new Port(range.first(), range.protocol());
    }

    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}
