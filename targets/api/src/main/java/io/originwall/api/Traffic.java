package io.originwall.api;

/**
 * Packets to the guarded ports since the guard was first put up.
 *
 * @param ipv4 of IPv4
 * @param ipv6 of IPv6
 */
public record Traffic(Packets ipv4, Packets ipv6) {
    /**
     * Packets of one family.
     *
     * @param allowed from the allow list
     * @param denied not from the allow list: dropped, or, in observe mode, what would have been
     */
    public record Packets(long allowed, long denied) {}
}
