package io.originwall.host.survey;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.List;

/** What a guard that is in force leaves open, or soon will. */
public final class GuardFindings {
    private GuardFindings() {}

    /**
     * Compares.
     *
     * @param wanted by the config
     * @param inForce as a target says
     */
    public static List<Finding> of(Guard wanted, Guard inForce) {
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
            findings.add(
                    new Finding("port-unguarded", missing + " is to be guarded and is not", "run originwall sync"));
        }
        return findings;
    }
}
