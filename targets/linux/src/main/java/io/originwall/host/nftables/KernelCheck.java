package io.originwall.host.nftables;

import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.host.guard.GuardShape;
import io.originwall.host.survey.Bridges;
import io.originwall.host.survey.GuardFindings;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.List;
import java.util.Optional;

/** Asks the kernel's own sets what becomes of an address, once it is sure that the rules which look into them are all there. */
final class KernelCheck {
    private static final String ELEMENTS = "elements = { ";

    private KernelCheck() {}

    /**
     * What becomes of a new connection.
     *
     * @param wanted what the target should enforce; none where that is not known
     * @param bridges of this host
     */
    static Verdict check(Nft nft, Address from, Port to, Guard wanted, Bridges bridges) throws TargetException {
        HostState host = HostState.read(nft);
        if (host.hasSwapTable()) {
            // What is in there is not known, and it drops too.
            throw new TargetException("cannot tell: table inet " + TableShape.SWAP_TABLE
                    + " is left over, and drops what it does not allow; run originwall sync");
        }
        Optional<TableState> table = host.table();
        if (table.isEmpty()) {
            return new Verdict(Outcome.NOT_GUARDED, "there is no table inet " + TableShape.TABLE);
        }
        List<String> exempt = GuardFindings.foreignInterfaces(table.get().exemptedBridges(), bridges);
        if (!exempt.isEmpty()) {
            // Whoever comes in there is let in, and no address tells which way it comes.
            throw new TargetException("cannot tell: the guard was changed: what comes in by " + exempt.get(0)
                    + " is let through unlooked at, and that is no container bridge; run originwall sync");
        }
        GuardShape shape = GuardReader.shape(table.get(), GuardShape.usual());
        ShapeDifference drift = ShapeDifference.between(table.get(), shape);
        if (!drift.isEmpty()) {
            // What a foreign rule does cannot be told from the sets: it may let everybody in, or nobody.
            throw new TargetException(
                    "cannot tell: the guard was changed: " + drift.lines().get(0) + "; run originwall sync");
        }
        if (isLoopback(from)) {
            return new Verdict(Outcome.NOT_GUARDED, "this host reaches itself");
        }
        if (element(nft, host, to.protocol() + "_ports", "" + to.number()).isEmpty()) {
            return new Verdict(Outcome.NOT_GUARDED, to + " is not guarded");
        }
        String set = from.family() == Family.IPV4 ? "allow4" : "allow6";
        return element(nft, host, set, from.toString())
                .map(entry -> GuardFindings.allowed(from, block(table.get(), set, from, entry), wanted))
                .orElseGet(() -> new Verdict(
                        shape.mode() == Mode.ENFORCE ? Outcome.DENIED : Outcome.OBSERVED, "not on the allow list"));
    }

    private static boolean isLoopback(Address address) {
        return address.family() == Family.IPV4
                ? address.low() >>> 24 == 127
                : address.high() == 0 && address.low() == 1;
    }

    /** The element of a set that holds a value. */
    private static Optional<String> element(Nft nft, HostState host, String set, String value) throws TargetException {
        String name = host.generation().nameOf(set);
        return nft.read("get", "element", "inet", TableShape.TABLE, name, "{ " + value + " }")
                .map(text -> {
                    int start = text.indexOf(ELEMENTS) + ELEMENTS.length();
                    return text.substring(start, text.indexOf(" }", start));
                });
    }

    /** By the set as it was listed: nft before 0.9.5 prints only the first address of an element that was asked for. */
    private static String block(TableState table, String set, Address from, String entry) {
        return table.addresses(set, from.family()).addresses().ranges().stream()
                .filter(range -> range.contains(from))
                .findFirst()
                .map(AddressRange::toString)
                .orElse(entry);
    }
}
