package io.originwall.agent.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which state store a config means: {@code state.store}, or its short form {@code state-dir}. */
final class StateKey {
    private static final String SECTION = "state";
    private static final String SHORT_FORM = "state-dir";

    /** In a file that is not even YAML. Blank and comment lines are bounded, because each takes stack. */
    private static final Pattern KEY =
            Pattern.compile("(?m)^(?:state-dir:|state:(?:\\s++|#.*+){0,100}+\\{?\\s*+store:)\\s*[\"']?([^\"'#,}\\s]+)");

    private final Binder binder;
    private final Map<String, String> environment;
    private final Problems problems;

    StateKey(Binder binder, Map<String, String> environment, Problems problems) {
        this.binder = binder;
        this.environment = environment;
        this.problems = problems;
    }

    /** The one that a key names, else the directory that systemd made, else the default. */
    StateConfig of(Node.Mapping root) {
        Optional<Node> store = root.get(SECTION)
                .flatMap(section -> section instanceof Node.Mapping mapping ? mapping.get("store") : Optional.empty());
        Optional<Node> directory = root.get(SHORT_FORM);
        if (store.isPresent()) {
            directory.ifPresent(both -> refuseSecond(root));
        }
        Optional<String> unsupported = store.flatMap(StateKey::unsupported);
        if (unsupported.isPresent()) {
            // Not quoted: it may hold a password.
            problems.add(store.get().place(), unsupported.get());
            return new StateConfig(DefaultPaths.here().state());
        }
        Optional<Path> otherwise = store.isPresent()
                ? Optional.empty()
                : binder.scalar(Path.class, directory).or(this::ofSystemd);
        return binder.section(
                StateConfig.class,
                root.get(SECTION),
                new StateConfig(otherwise.orElseGet(() -> DefaultPaths.here().state())));
    }

    private void refuseSecond(Node.Mapping root) {
        String second = root.entries().keySet().stream()
                .filter(key -> key.equals(SECTION) || key.equals(SHORT_FORM))
                .reduce((first, next) -> next)
                .orElseThrow();
        String problem = second.equals(SHORT_FORM)
                ? "is the short form of state.store; leave one of them out"
                : "state-dir, the short form of state.store, is given too; leave one of them out";
        Optional.ofNullable(root.entries().get(second)).ifPresent(entry -> problems.add(entry.place(), problem));
    }

    private static Optional<String> unsupported(Node store) {
        return store instanceof Node.Scalar scalar
                ? Stream.of("jdbc:", "s3://")
                        .filter(prefix -> scalar.text().regionMatches(true, 0, prefix, 0, prefix.length()))
                        .findFirst()
                        .map(prefix -> "a store that begins with " + prefix
                                + " is not supported in this version; give the absolute path of a directory")
                : Optional.empty();
    }

    /** What a file names that is not even YAML. */
    static Node.Mapping writtenIn(Path file) {
        Problems ignored = new Problems(file.toString());
        Map<String, Node.Entry> found = ConfigFile.read(file, ignored)
                .flatMap(bytes -> ConfigFile.text(bytes, ignored))
                .map(KEY::matcher)
                .filter(Matcher::find)
                .map(key -> new Node.Scalar(SourceLocation.FILE, key.group(1), key.group(1)))
                .<Map<String, Node.Entry>>map(path -> Map.of(SHORT_FORM, new Node.Entry(SourceLocation.FILE, path)))
                .orElse(Map.of());
        return new Node.Mapping(SourceLocation.FILE, found);
    }

    /** systemd.exec(5): several directories are separated by colons. */
    private Optional<Path> ofSystemd() {
        Optional<Path> first = Optional.ofNullable(environment.get("STATE_DIRECTORY"))
                .map(directories -> directories.split(":", -1)[0])
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        if (!first.map(Path::isAbsolute).orElse(true)) {
            problems.add(SourceLocation.FILE, "the environment's STATE_DIRECTORY must be an absolute path");
        }
        return first;
    }
}
