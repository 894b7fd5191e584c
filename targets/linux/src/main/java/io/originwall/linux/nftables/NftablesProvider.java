package io.originwall.linux.nftables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.linux.survey.Bridges;
import java.util.List;
import java.util.Optional;

/** Targets of type {@code nftables}: the host this process runs on. */
public final class NftablesProvider implements TargetProvider<NftablesSettings> {
    @Override
    public String type() {
        return "nftables";
    }

    @Override
    public NftablesSettings defaults() {
        return new NftablesSettings(List.of(), List.of());
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    @Override
    public Optional<String> unsupportedReason(NftablesSettings settings) {
        return Bridges.refusal(settings.bridges());
    }

    @Override
    public Target create(String name, NftablesSettings settings) throws TargetException {
        return new NftablesTarget(name, settings, new SystemCommandRunner());
    }
}
