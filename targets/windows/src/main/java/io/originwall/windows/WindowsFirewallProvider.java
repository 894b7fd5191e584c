package io.originwall.windows;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.exec.Platform;
import io.originwall.exec.SystemCommandRunner;
import java.util.Optional;

/** Targets of type {@code windows-firewall}: the Windows Firewall of the host this process runs on. */
public final class WindowsFirewallProvider implements TargetProvider<WindowsFirewallSettings> {
    private static final String TYPE = "windows-firewall";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public WindowsFirewallSettings defaults() {
        return new WindowsFirewallSettings(false);
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    @Override
    public Optional<String> unsupportedReason(Mode mode, DenyWith denyWith) {
        return refused(mode, denyWith);
    }

    static Optional<String> refused(Mode mode, DenyWith denyWith) {
        if (mode == Mode.OBSERVE) {
            return Optional.of(
                    "the Windows Firewall neither counts nor logs what a rule would have blocked, so there is"
                            + " nothing to observe; use mode: enforce, and originwall trial to try it");
        }
        if (denyWith == DenyWith.REJECT) {
            return Optional.of("the Windows Firewall blocks without an answer; use deny-with: drop");
        }
        return Optional.empty();
    }

    @Override
    public Target create(String name, WindowsFirewallSettings settings) throws TargetException {
        if (!Platform.isWindows()) {
            throw new TargetException(name + ": there is no Windows Firewall on " + Platform.name()
                    + ": use type: nftables or iptables on Linux");
        }
        return new WindowsFirewallTarget(name, settings, new SystemCommandRunner(), Machine.real(System.getenv()));
    }
}
