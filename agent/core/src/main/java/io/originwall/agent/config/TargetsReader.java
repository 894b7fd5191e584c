package io.originwall.agent.config;

import io.originwall.agent.config.TargetConfig.OnRemove;
import io.originwall.api.TargetProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code targets:}; which keys an entry may have depends on its type. */
final class TargetsReader {
    /** The keys that every entry may have. */
    static final List<String> COMMON_KEYS = List.of("name", "type", "guard", "on-remove");

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    private final Map<String, TargetProvider<?>> providers;
    private final Binder binder;
    private final Problems problems;
    private final Map<String, SourceLocation> names = new HashMap<>();
    private final Map<String, SourceLocation> singles = new HashMap<>();
    private final Map<String, SourceLocation> taken = new HashMap<>();

    /** @param providers by type, in the order in which they are listed to the user */
    TargetsReader(Map<String, TargetProvider<?>> providers, Binder binder, Problems problems) {
        this.providers = providers;
        this.binder = binder;
        this.problems = problems;
    }

    List<TargetConfig<?>> read(Node.Mapping root, GuardConfig guard) {
        Optional<Node> targets = root.get("targets");
        if (targets.isEmpty()) {
            binder.missing(root, "targets", "name at least one place to guard");
        }
        List<TargetConfig<?>> read = new ArrayList<>();
        targets.flatMap(this::entries)
                .ifPresent(entries -> entries.items()
                        .forEach(item -> binder.mapping(item)
                                .flatMap(entry -> target(entry, guard))
                                .ifPresent(read::add)));
        return List.copyOf(read);
    }

    private Optional<Node.Sequence> entries(Node node) {
        if (node instanceof Node.Nothing
                || (node instanceof Node.Sequence sequence && sequence.items().isEmpty())) {
            problems.add(node.place(), "must have at least one entry");
            return Optional.empty();
        }
        return binder.sequence(node);
    }

    private Optional<TargetConfig<?>> target(Node.Mapping entry, GuardConfig shared) {
        Optional<String> name = name(entry);
        GuardConfig guard = binder.section(GuardConfig.class, entry.get("guard"), shared);
        Optional<? extends TargetConfig<?>> target =
                provider(entry).map(provider -> target(entry, name.orElse(""), guard, provider));
        return target.map(found -> found);
    }

    private <S extends Record> TargetConfig<S> target(
            Node.Mapping entry, String name, GuardConfig guard, TargetProvider<S> provider) {
        S defaults = provider.defaults();
        Class<S> type = Records.typeOf(defaults);
        int before = problems.count();
        binder.refuseUnknownKeys(
                entry, Stream.concat(COMMON_KEYS.stream(), Keys.of(type)).toList(), Keys.below(TargetConfig.class));
        Optional<S> settings = binder.fill(type, entry, Optional.of(defaults));
        boolean bound = problems.count() == before;
        provider.unsupportedReason(guard.mode(), guard.denyWith())
                .ifPresent(why -> problems.add(entry.get("guard").orElse(entry).place(), why));
        // Where a setting could not be read its default stands in for it, and that is not what the config says.
        if (bound) {
            settings.ifPresent(read -> judge(name, read, provider, entry));
        }
        OnRemove onRemove =
                binder.scalar(OnRemove.class, entry.get("on-remove")).orElse(OnRemove.KEEP);
        return new TargetConfig<>(name, guard, onRemove, provider, settings.orElse(defaults));
    }

    /** What each setting alone does not tell. */
    private <S extends Record> void judge(String name, S settings, TargetProvider<S> provider, Node.Mapping entry) {
        provider.unsupportedReason(settings).ifPresent(why -> problems.add(entry.place(), why));
        provider.exclusiveResources(name, settings).forEach(what -> refuseToShare(what, provider.type(), entry));
    }

    private Optional<String> name(Node.Mapping entry) {
        Optional<Node> node = required(entry, "name");
        Optional<String> name = binder.scalar(String.class, node);
        name.ifPresent(text -> {
            if (!text.matches(NAME)) {
                binder.report(node.orElseThrow(), "a name is letters, digits, \".\", \"_\" and \"-\", at most 63");
                return;
            }
            SourceLocation first = names.putIfAbsent(text, node.orElseThrow().place());
            if (first != null) {
                binder.report(node.orElseThrow(), "the target in line " + first.line() + " has this name already");
            }
        });
        return name;
    }

    private Optional<TargetProvider<?>> provider(Node.Mapping entry) {
        Optional<Node> node = required(entry, "type");
        Optional<String> type = binder.scalar(String.class, node);
        Optional<TargetProvider<?>> provider = type.map(providers::get);
        if (type.isPresent() && provider.isEmpty() && node.get() instanceof Node.Scalar scalar) {
            problems.add(scalar, unknown(scalar.written()));
        }
        provider.filter(TargetProvider::isSingleton)
                .ifPresent(single -> refuseASecond(single, entry, node.orElseThrow()));
        return provider;
    }

    /** Which types there are in add-ons only those know. */
    private String unknown(String written) {
        return "unknown type; there are " + String.join(", ", providers.keySet()) + "; add-ons bring others"
                + NearMiss.question(written, providers.keySet());
    }

    private void refuseASecond(TargetProvider<?> provider, Node.Mapping entry, Node type) {
        SourceLocation first = singles.putIfAbsent(provider.type(), entry.place());
        if (first != null) {
            binder.report(type, "a host has one of these, and " + first.path() + " is it already; keep one of the two");
        }
    }

    private void refuseToShare(String what, String type, Node.Mapping entry) {
        SourceLocation first = taken.putIfAbsent(type + " " + what, entry.place());
        if (first != null) {
            problems.add(
                    entry.place(),
                    what + " is guarded by the target in line " + first.line()
                            + " already, and each would undo the other's work; name it in one of the two");
        }
    }

    private Optional<Node> required(Node.Mapping entry, String key) {
        Optional<Node> node = entry.get(key);
        if (node.isEmpty()) {
            binder.missing(entry, key, "every target has one");
        }
        return node;
    }
}
