package io.originwall.linux.iptables;

import io.originwall.linux.guard.GuardState;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.Optional;

/**
 * Our ipsets. Both variants of iptables share them, and all of them are there as long as a guard is, empty ones too, so that the rules are
 * always the same.
 */
enum IpSet {
    ALLOW4("originwall-allow4", Family.IPV4),
    ALLOW6("originwall-allow6", Family.IPV6),
    DST4("originwall-dst4", Family.IPV4),
    DST6("originwall-dst6", Family.IPV6),
    TCP("originwall-tcp", Protocol.TCP),
    UDP("originwall-udp", Protocol.UDP);

    /** The second set, which is filled and then swapped with the first; no rule looks into it. The kernel allows 31 characters. */
    private static final String NEXT = "-new";

    /** The set that rules look into while the first, which cannot be swapped, is made anew. */
    private static final String ASIDE = "-aside";

    /** A limit and no allocation; the same for every list, since a set of another limit is no match for {@code create -exist}. */
    static final int MAX_ELEMENTS = 1 << 22;

    private final String label;
    private final Optional<Family> family;
    private final Optional<Protocol> protocol;

    IpSet(String label, Family family) {
        this.label = label;
        this.family = Optional.of(family);
        this.protocol = Optional.empty();
    }

    IpSet(String label, Protocol protocol) {
        this.label = label;
        this.family = Optional.empty();
        this.protocol = Optional.of(protocol);
    }

    static IpSet allow(Family family) {
        return family == Family.IPV4 ? ALLOW4 : ALLOW6;
    }

    static IpSet destinations(Family family) {
        return family == Family.IPV4 ? DST4 : DST6;
    }

    static IpSet ports(Protocol protocol) {
        return protocol == Protocol.TCP ? TCP : UDP;
    }

    String label() {
        return label;
    }

    String next() {
        return label + NEXT;
    }

    String aside() {
        return label + ASIDE;
    }

    /** Of the addresses it holds; empty where it holds ports. */
    Optional<Family> family() {
        return family;
    }

    /** Of the ports it holds; empty where it holds addresses. */
    Optional<Protocol> protocol() {
        return protocol;
    }

    /** What is to be in it. */
    AddressSet addresses(GuardState wanted) {
        return (this == ALLOW4 || this == ALLOW6 ? wanted.allow() : wanted.destinations()).of(family.orElseThrow());
    }

    String type() {
        return family.isPresent() ? "hash:net" : "bitmap:port";
    }

    /** The kernel swaps only sets of one type, and of one family. */
    boolean isSwappedWith(IpSetState there) {
        String declared = there.declaration() + ' ';
        return declared.startsWith(family.isPresent() ? type() + " family " + familyName() + ' ' : type() + ' ');
    }

    private String familyName() {
        return family.equals(Optional.of(Family.IPV4)) ? "inet" : "inet6";
    }

    /**
     * What it is declared as, without what the kernel adjusts by itself. Ports take timeouts, for trials: the kernel itself takes a port out,
     * even if the agent is dead by then.
     */
    String declaration() {
        return type()
                + family.map(addresses -> " family " + familyName() + " maxelem " + MAX_ELEMENTS)
                        .orElse(" range 0-65535 timeout 0");
    }
}
