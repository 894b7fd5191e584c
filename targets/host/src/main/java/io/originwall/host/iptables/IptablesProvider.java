package io.originwall.host.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.exec.SystemCommandRunner;
import java.util.List;
import java.util.Optional;

/** Targets of type {@code iptables}: the host this process runs on. */
public final class IptablesProvider implements TargetProvider<IptablesSettings> {
    /** The kernel lets the target REJECT into the table filter only. That is behind DNAT, where containers' ports have other numbers. */
    private static final String NO_REJECT =
            "iptables can reject in its table filter only, which a published port gets around; set deny-with: drop, or"
                    + " type: nftables";

    @Override
    public String type() {
        return "iptables";
    }

    @Override
    public IptablesSettings defaults() {
        return new IptablesSettings(VariantChoice.AUTO, List.of(), List.of());
    }

    @Override
    public boolean isSingle() {
        return true;
    }

    @Override
    public Optional<String> refusal(Mode mode, DenyWith denyWith) {
        return denyWith == DenyWith.REJECT ? Optional.of(NO_REJECT) : Optional.empty();
    }

    @Override
    public Target create(String name, IptablesSettings settings) throws TargetException {
        return new IptablesTarget(name, settings, new SystemCommandRunner());
    }
}
