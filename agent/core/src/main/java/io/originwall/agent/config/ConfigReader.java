package io.originwall.agent.config;

import io.originwall.net.Cidr;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** From the tree to the config: binds each section, then checks what the types alone do not say. */
final class ConfigReader {
    private final Node.Mapping root;
    private final Binder binder;
    private final TargetsReader targets;
    private final Map<String, String> environment;
    private final Problems problems;

    ConfigReader(
            Node.Mapping root,
            Binder binder,
            TargetsReader targets,
            Map<String, String> environment,
            Problems problems) {
        this.root = root;
        this.binder = binder;
        this.targets = targets;
        this.environment = environment;
        this.problems = problems;
    }

    Config read() {
        binder.refuseUnknownKeys(root, Keys.of(Config.class).toList(), Keys.below(Config.class));
        GuardConfig guard = binder.section(GuardConfig.class, root.get("guard"), GuardConfig.defaults());
        StateConfig state = new StateKey(binder, environment, problems).of(root);
        Config config = new Config(
                ranges(),
                binder.section(TrustConfig.class, root.get("trust"), TrustConfig.defaults()),
                binder.list(Cidr.class, root.get("allow"), List.of()),
                guard,
                binder.section(DriftConfig.class, root.get("drift"), DriftConfig.defaults()),
                targets.read(root, guard),
                binder.section(LogConfig.class, root.get("log"), LogConfig.defaults()),
                binder.section(HttpConfig.class, root.get("http"), HttpConfig.defaults()),
                binder.section(ControlConfig.class, root.get("control"), ControlConfig.defaults()),
                binder.section(NotificationConfig.class, root.get("notifications"), NotificationConfig.defaults()),
                state,
                state.store());
        check(root.get("allow"), Cidr.class, Rules::notEverybody);
        // One that is refused by itself may well be the whole reason.
        if (config.allow().stream().allMatch(block -> Rules.notEverybody(block).isEmpty())) {
            Rules.notEverybodyTogether(config.allow())
                    .ifPresent(problem -> root.get("allow").ifPresent(allow -> binder.report(allow, problem)));
        }
        check(find("http", "listen"), String.class, Rules::listen);
        check(find("notifications", "timeout"), Duration.class, Rules::deliveryTime);
        check(find("notifications", "remind"), Duration.class, Rules::reminder);
        find("notifications", "command")
                .flatMap(ConfigReader::first)
                .ifPresent(tool -> check(Optional.of(tool), String.class, Rules::program));
        return config;
    }

    /** The defaults for url and cross-check are Cloudflare's, so they are of no use to another provider. */
    private RangesConfig ranges() {
        RangesConfig read = binder.section(RangesConfig.class, root.get("ranges"), RangesConfig.defaults());
        check(find("ranges", "every"), String.class, Rules::schedule);
        check(find("ranges", "cross-check"), URI.class, Rules::webAddress);
        check(
                find("ranges", "url"),
                URI.class,
                read.provider() == RangesConfig.Provider.FILE ? Rules::filePath : Rules::webAddress);
        if (read.provider() == RangesConfig.Provider.CLOUDFLARE) {
            return read;
        }
        String provider = Keys.of(read.provider());
        root.get("ranges").flatMap(binder::mapping).ifPresent(section -> {
            if (section.get("url").isEmpty()) {
                binder.missing(section, "url", "provider \"" + provider + "\" needs it");
            }
        });
        if (!read.networks().isEmpty()) {
            find("ranges", "networks")
                    .ifPresent(node -> binder.report(node, "only provider \"cloudflare\" has further networks"));
        }
        List<URI> crossCheck = find("ranges", "cross-check").isPresent() ? read.crossCheck() : List.of();
        return new RangesConfig(read.provider(), read.url(), crossCheck, read.networks(), read.ipv6(), read.every());
    }

    private Optional<Node> find(String section, String key) {
        return root.get(section)
                .flatMap(node -> node instanceof Node.Mapping mapping ? mapping.get(key) : Optional.empty());
    }

    private static Optional<Node> first(Node node) {
        return node instanceof Node.Sequence sequence
                ? sequence.items().stream().findFirst()
                : Optional.empty();
    }

    /** Applies a rule to the value, or to each entry of the list. What cannot be read at all has been reported already. */
    private <T> void check(Optional<Node> node, Class<T> type, Function<T, Optional<String>> rule) {
        node.ifPresent(given -> {
            if (given instanceof Node.Sequence sequence) {
                sequence.items().forEach(item -> check(Optional.of(item), type, rule));
            } else if (given instanceof Node.Scalar scalar) {
                readable(type, scalar).flatMap(rule).ifPresent(problem -> binder.report(scalar, problem));
            }
        });
    }

    private static <T> Optional<T> readable(Class<T> type, Node.Scalar scalar) {
        try {
            return Optional.of(type.cast(Scalars.read(type, scalar.text())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
