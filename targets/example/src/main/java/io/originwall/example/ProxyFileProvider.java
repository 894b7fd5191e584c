package io.originwall.example;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Targets of type {@code proxy-file}. */
public final class ProxyFileProvider implements TargetProvider<ProxyFileSettings> {
    @Override
    public String type() {
        return "proxy-file";
    }

    @Override
    public ProxyFileSettings defaults() {
        return new ProxyFileSettings(Path.of("/etc/proxy/originwall.conf"));
    }

    @Override
    public Optional<String> unsupportedReason(Mode mode, DenyWith denyWith) {
        if (mode == Mode.OBSERVE) {
            return Optional.of("the proxy does not count what it would deny; set guard.mode: enforce");
        }
        return denyWith == DenyWith.REJECT
                ? Optional.of("the proxy closes a denied connection without an answer; set guard.deny-with: drop")
                : Optional.empty();
    }

    /** Two targets with one file would undo each other's work. */
    @Override
    public List<String> exclusiveResources(String name, ProxyFileSettings settings) {
        return List.of("file " + settings.path().normalize());
    }

    @Override
    public Target create(String name, ProxyFileSettings settings) {
        return new ProxyFileTarget(name, settings.path(), this);
    }
}
