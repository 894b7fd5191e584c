package io.originwall.linux.iptables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.linux.survey.Bridges;
import java.util.List;
import java.util.Optional;

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
    public boolean isSingleton() {
        return true;
    }

    @Override
    public Optional<String> unsupportedReason(IptablesSettings settings) {
        return Bridges.refusal(settings.bridges());
    }

    @Override
    public Target create(String name, IptablesSettings settings) throws TargetException {
        return new IptablesTarget(name, settings, new SystemCommandRunner());
    }
}
