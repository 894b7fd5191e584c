package io.originwall.linux.survey;

import java.util.List;
import java.util.Optional;

/**
 * What a rule of somebody else's does to packets by the port that was dialled. What else it matches is left out: it may match.
 *
 * @param exact whether it matches nothing but ports, so that what it takes no later rule sees
 * @param unread where it stands, if nobody here can tell which ports it matches
 * @param exits in their order
 */
record NatRule(boolean exact, Optional<String> unread, List<Exit> exits) {
    /** Where a rule sends packets. */
    sealed interface Exit permits Jump, Rewrite, End, Unread {
        /** Of the packets that go there. */
        DialledPorts ports();
    }

    /** On to another chain; {@code returns} if those that it leaves alone come back. */
    record Jump(DialledPorts ports, String chain, boolean returns) implements Exit {}

    /**
     * To another address, port or both.
     *
     * @param newPorts where it says so
     * @param address where it says so; not given for this host itself
     * @param destination for a person
     * @param anyAddress whether also packets are taken that are for no address of this host
     */
    record Rewrite(
            DialledPorts ports,
            Optional<DialledPorts> newPorts,
            Optional<String> address,
            String destination,
            boolean anyAddress)
            implements Exit {}

    /** To a verdict. */
    record End(DialledPorts ports) implements Exit {}

    /** Nobody here can tell. */
    record Unread(DialledPorts ports, String what) implements Exit {}

    /** Of packets that no stranger sends, or without consequence. */
    static NatRule nothing() {
        return new NatRule(false, Optional.empty(), List.of());
    }
}
