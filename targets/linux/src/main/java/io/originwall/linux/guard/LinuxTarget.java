package io.originwall.linux.guard;

import io.originwall.api.Auditable;
import io.originwall.api.BootPersistent;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.api.Watchable;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.survey.Bridges;
import io.originwall.linux.survey.GuardFindings;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A guard on this host: what the targets do alike, whatever tool writes their rules. */
public abstract class LinuxTarget implements Target, Watchable, Auditable, Probeable, Restorable, BootPersistent {
    /** What the tools are run by. */
    protected final CommandRunner runner;

    /** Guarded though they are not this host's own. */
    protected final AddressSet destinations;

    /** The container bridges that the config lists. */
    protected final Set<String> bridges;

    private final String name;

    /** Refuses what cannot be the name of a bridge. */
    protected LinuxTarget(String name, List<Cidr> destinations, List<String> bridges, CommandRunner runner)
            throws TargetException {
        Optional<String> refusal = Bridges.refusal(bridges);
        if (refusal.isPresent()) {
            throw new TargetException(name + ": " + refusal.get());
        }
        this.name = name;
        this.destinations = AddressSet.ofBlocks(destinations);
        this.bridges = Set.copyOf(bridges);
        this.runner = runner;
    }

    @Override
    public final String name() {
        return name;
    }

    /** The container bridges of this host. */
    protected final Bridges findBridges() {
        return Bridges.find(runner, bridges);
    }

    /**
     * Refuses an allow list of more ranges than that.
     *
     * @param bearer what bears so many, and what to use for more
     */
    protected static void refuseMore(Guard wanted, int most, String bearer) throws TargetException {
        int ranges = wanted.allow().ranges().size();
        if (ranges > most) {
            throw new TargetException("the allow list has " + ranges + " ranges after merging, " + bearer);
        }
    }

    /** What of ours is there, in our own words; empty where nothing is. Fails where somebody else changed it. */
    protected abstract Optional<GuardState> standing() throws TargetException;

    /** What somebody else did to what is ours, so that it cannot be put back. */
    protected abstract TargetException changedBySomebodyElse(String change);

    /** The plan that puts back what was there. */
    protected abstract Plan planBack(GuardState before) throws TargetException;

    @Override
    public final Snapshot snapshot() throws TargetException {
        Optional<GuardState> before = standing().map(GuardState::permanent).filter(state -> !state.guardsNothing());
        if (before.isEmpty()) {
            return () -> plan(Guard.none());
        }
        if (before.get().allow().isEmpty()) {
            // No guard says that, and to deny everybody once more is not what anybody wants back.
            throw changedBySomebodyElse("its allow list is empty");
        }
        return () -> planBack(before.get());
    }

    /** Fails where somebody changed the guard, for then its sets do not tell what becomes of anybody. */
    protected final void refuseChanged(GuardShape shape, List<String> drift) throws TargetException {
        List<String> exempt = GuardFindings.foreignInterfaces(shape.bridges(), findBridges());
        if (!exempt.isEmpty()) {
            // Whoever comes in there is let in, and no address tells which way it comes.
            throw new TargetException("cannot tell: the guard was changed: what comes in by " + exempt.get(0)
                    + " is let through unlooked at, and that is no container bridge; run originwall sync");
        }
        if (!drift.isEmpty()) {
            // What a foreign rule does cannot be told from the sets: it may let everybody in, or nobody.
            throw new TargetException("cannot tell: the guard was changed: " + drift.get(0) + "; run originwall sync");
        }
    }

    /** Looks one element up in the sets that the kernel holds. */
    protected interface SetLookup {
        /** Is this port guarded? */
        boolean isGuarded(Port port) throws TargetException;

        /** The entry of the allow list that contains the address; empty if none does. */
        Optional<String> entryFor(Address address) throws TargetException;
    }

    /**
     * What becomes of a new connection by rules that are ours.
     *
     * @param sets asked only about an address that is not this host itself
     */
    protected static Verdict verdict(Address from, Port to, Guard wanted, Mode mode, SetLookup sets)
            throws TargetException {
        if (isLoopback(from)) {
            return new Verdict(Outcome.NOT_GUARDED, "this host reaches itself");
        }
        if (!sets.isGuarded(to)) {
            return new Verdict(Outcome.NOT_GUARDED, to + " is not guarded");
        }
        return sets.entryFor(from)
                .map(by -> GuardFindings.allowed(from, by, wanted))
                .orElseGet(() ->
                        new Verdict(mode == Mode.ENFORCE ? Outcome.DENIED : Outcome.OBSERVED, "not on the allow list"));
    }

    private static boolean isLoopback(Address address) {
        return address.family() == Family.IPV4
                ? address.low() >>> 24 == 127
                : address.high() == 0 && address.low() == 1;
    }

    @Override
    public Optional<Watchable> watchable() throws TargetException {
        return Optional.of(this);
    }

    @Override
    public final Optional<Auditable> auditable() {
        return Optional.of(this);
    }

    @Override
    public final Optional<Probeable> probeable() {
        return Optional.of(this);
    }

    @Override
    public final Optional<Restorable> restorable() {
        return Optional.of(this);
    }

    @Override
    public final Optional<BootPersistent> bootPersistent() {
        return Optional.of(this);
    }
}
