package io.originwall.agent.config;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Setting;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A target type with every kind of key that a target may have. */
final class FakeCloud implements TargetProvider<FakeCloud.Settings> {
    /** Its own keys. */
    public record Settings(
            @Setting(value = "Where.", required = true) String region,
            @Setting("Which.") List<Group> groups,
            @Setting("What they carry.") Map<String, String> labels,
            @Setting("As whom.") Optional<String> assumeRole,
            @Setting("Through what.") Optional<URI> endpoint,
            @Setting(value = "How often.", min = 1) int attempts) {
        public Settings {
            if (groups.size() > 2) {
                throw new IllegalArgumentException("groups: two at most");
            }
        }
    }

    /** A record in a list: no defaults. */
    public record Group(
            @Setting("Its id.") String id,
            @Setting("Its tags.") List<String> tags) {}

    @Override
    public String type() {
        return "cloud";
    }

    @Override
    public Settings defaults() {
        return new Settings("nowhere", List.of(), Map.of(), Optional.empty(), Optional.empty(), 3);
    }

    @Override
    public Optional<String> unsupportedReason(Mode mode, DenyWith denyWith) {
        return mode == Mode.OBSERVE ? Optional.of("a cloud cannot observe; set guard.mode: enforce") : Optional.empty();
    }

    @Override
    public Optional<String> unsupportedReason(Settings settings) {
        return settings.groups().isEmpty() && settings.attempts() == 13
                ? Optional.of("there is nothing to attempt; name groups")
                : Optional.empty();
    }

    @Override
    public List<String> exclusiveResources(String name, Settings settings) {
        return settings.groups().stream().map(group -> "group " + group.id()).toList();
    }

    @Override
    public Target create(String name, Settings settings) throws TargetException {
        throw new UnsupportedOperationException("no target is built in these tests");
    }
}
