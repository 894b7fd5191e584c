package io.originwall.linux.survey;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Verdict;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What a guard that is in force leaves open, or soon will. */
public final class GuardFindings {
    /** Ranges that a finding names. */
    private static final int NAMED = 3;

    private static final String SYNC = "run originwall sync";

    private GuardFindings() {}

    /**
     * Compares.
     *
     * @param wanted by the config
     * @param inForce as a target says
     * @param exempted the interfaces whose packets it lets through unlooked at, but for loopback
     * @param bridges of this host
     */
    public static List<Finding> of(Guard wanted, Guard inForce, Collection<String> exempted, Bridges bridges) {
        List<Finding> findings = new ArrayList<>();
        if (inForce.mode() == Mode.OBSERVE) {
            findings.add(new Finding("observe-mode", "strangers are counted, not denied", "set guard.mode: enforce"));
        }
        inForce.trial()
                .ifPresent(left -> findings.add(new Finding(
                        "on-trial",
                        "the guard lifts itself in " + left.toSeconds() + "s",
                        "run originwall confirm to keep it")));
        for (PortRange missing : Exposure.uncovered(wanted.ports(), inForce)) {
            findings.add(new Finding("port-unguarded", missing + " is to be guarded and is not", SYNC));
        }
        // Who gets past it and should not, though its rules are whole.
        List<AddressRange> foreign = inForce.allow().minus(wanted.allow()).ranges();
        if (!foreign.isEmpty()) {
            String more = foreign.size() > NAMED ? " and " + (foreign.size() - NAMED) + " more" : "";
            findings.add(new Finding(
                    "foreign-allowed",
                    foreign.stream().limit(NAMED).map(AddressRange::toString).collect(Collectors.joining(", ")) + more
                            + ": let in by the guard in force, and not on the allow list",
                    SYNC));
        }
        for (String name : foreignInterfaces(exempted, bridges)) {
            findings.add(new Finding(
                    "foreign-exempt",
                    "what comes in by " + name + " is let through unlooked at, and that is no container bridge",
                    SYNC));
        }
        return findings;
    }

    /**
     * What is said of an address that a target lets in.
     *
     * @param by the target's own entry that holds it
     * @param wanted what the target should enforce; none where that is not known
     */
    public static Verdict allowed(Address from, String by, Guard wanted) {
        return new Verdict(
                Verdict.Outcome.ALLOWED,
                wanted.isNone() || wanted.allow().contains(from)
                        ? by
                        : by + ", which is not on the allow list; run originwall sync");
    }

    /** The exempted interfaces that are no container bridges; none where it is not known which are. */
    public static List<String> foreignInterfaces(Collection<String> exempted, Bridges bridges) {
        List<String> known = bridges.orElse(exempted);
        return exempted.stream().filter(name -> !known.contains(name)).sorted().toList();
    }
}
