package io.originwall.api;

import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The wanted state of a target. A value: equal guards make equal plans.
 *
 * @param ports the guarded ports, merged; none means that nothing of ours should be at the target
 * @param allow the allow list; never empty where ports are guarded
 * @param mode drop what is not allowed, or only count it
 * @param denyWith how a denied packet is answered
 * @param trial the guard lifts itself this long after it was applied unless it is confirmed by applying {@link #confirmed()}; targets that
 *     cannot do that by themselves ignore it, and the agent undoes the trial
 */
public record Guard(List<PortRange> ports, AddressSet allow, Mode mode, DenyWith denyWith, Optional<Duration> trial) {
    private static final Guard NONE =
            new Guard(List.of(), AddressSet.empty(), Mode.ENFORCE, DenyWith.DROP, Optional.empty());

    public Guard {
        ports = PortRange.merge(ports);
        if (!ports.isEmpty() && allow.isEmpty()) {
            // Whatever went wrong before this point, it must not cut a site off from all of its visitors.
            throw new IllegalArgumentException("refusing to guard ports with an empty allow list");
        }
    }

    public Guard(List<PortRange> ports, AddressSet allow, Mode mode, DenyWith denyWith) {
        this(ports, allow, mode, denyWith, Optional.empty());
    }

    /** No guard at all: the plan for it removes everything that is ours. */
    public static Guard none() {
        return NONE;
    }

    public boolean isNone() {
        return ports.isEmpty();
    }

    public boolean covers(Port port) {
        return ports.stream().anyMatch(range -> range.contains(port));
    }

    public Guard onTrial(Duration time) {
        return new Guard(ports, allow, mode, denyWith, Optional.of(time));
    }

    /** The same guard, to stay. */
    public Guard confirmed() {
        return trial.isEmpty() ? this : new Guard(ports, allow, mode, denyWith);
    }
}
