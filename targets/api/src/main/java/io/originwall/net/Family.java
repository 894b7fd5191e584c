package io.originwall.net;

/** An IP address family. */
public enum Family {
    IPV4(32, "IPv4"),
    IPV6(128, "IPv6");

    private final int bits;
    private final String label;

    Family(int bits, String label) {
        this.bits = bits;
        this.label = label;
    }

    /** The length of an address in bits. */
    public int bits() {
        return bits;
    }

    @Override
    public String toString() {
        return label;
    }
}
