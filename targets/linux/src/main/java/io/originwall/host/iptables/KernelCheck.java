package io.originwall.host.iptables;

import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
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
    private KernelCheck() {}

    /**
     * What becomes of a new connection.
     *
     * @param wanted what the target should enforce; none where that is not known
     * @param bridges of this host
     */
    static Verdict check(Tools tools, HostState state, Address from, Port to, Guard wanted, Bridges bridges)
            throws TargetException {
        if (state.hasNoRules()) {
            return new Verdict(Outcome.NOT_GUARDED, "there is no chain " + RuleShape.GATE);
        }
        GuardShape shape = GuardReader.shape(state, GuardShape.usual());
        List<String> drift = Difference.drift(state, shape);
        if (!drift.isEmpty()) {
            // What a foreign rule does cannot be told from the sets: it may let everybody in, or nobody.
            throw new TargetException("cannot tell: the guard was changed: " + drift.get(0) + "; run originwall sync");
        }
        List<String> exempt = GuardFindings.foreignInterfaces(shape.bridges(), bridges);
        if (!exempt.isEmpty()) {
            // Whoever comes in there is let in, and no address tells which way it comes.
            throw new TargetException("cannot tell: the guard was changed: what comes in by " + exempt.get(0)
                    + " is let through unlooked at, and that is no container bridge; run originwall sync");
        }
        if (isLoopback(from)) {
            return new Verdict(Outcome.NOT_GUARDED, "this host reaches itself");
        }
        if (!holds(tools, IpSet.ports(to.protocol()), "" + to.number())) {
            return new Verdict(Outcome.NOT_GUARDED, to + " is not guarded");
        }
        IpSet allow = IpSet.allow(from.family());
        return holds(tools, allow, from.toString())
                ? GuardFindings.allowed(from, entry(state, allow, from), wanted)
                : new Verdict(
                        shape.mode() == Mode.ENFORCE ? Outcome.DENIED : Outcome.OBSERVED, "not on the allow list");
    }

    private static boolean isLoopback(Address address) {
        return address.family() == Family.IPV4
                ? address.low() >>> 24 == 127
                : address.high() == 0 && address.low() == 1;
    }

    /** Exit code 1 is a no, and a missing set too, with other words. */
    private static boolean holds(Tools tools, IpSet set, String value) throws TargetException {
        Command test = Command.of("ipset", "test", set.label(), value);
        CommandResult result = tools.run(test);
        if (result.isSuccess() || result.stderr().contains("is NOT in set")) {
            return result.isSuccess();
        }
        throw new TargetException(Tools.message(test, result));
    }

    /** The kernel says that there is one and not which; its list does. */
    private static String entry(HostState state, IpSet set, Address address) {
        return Optional.ofNullable(state.sets().get(set)).stream()
                .flatMap(there -> there.blocks().stream())
                .filter(block -> block.contains(address))
                .findFirst()
                .map(AddressRange::toString)
                .orElse("a block that was added this moment");
    }
}
