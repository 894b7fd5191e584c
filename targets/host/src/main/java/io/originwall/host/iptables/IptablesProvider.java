package io.originwall.host.iptables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.exec.SystemCommandRunner;
import java.util.List;

/** Targets of type {@code iptables}: the host this process runs on. */
public final class IptablesProvider implements TargetProvider<IptablesSettings> {
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
    public Target create(String name, IptablesSettings settings) throws TargetException {
        return new IptablesTarget(name, settings, new SystemCommandRunner());
    }
}
