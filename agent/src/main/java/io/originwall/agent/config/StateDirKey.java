package io.originwall.agent.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which state directory a config means. */
final class StateDirKey {
    private static final Pattern KEY = Pattern.compile("(?m)^state-dir:\\s*[\"']?([^\"'#\\s]+)");

    private final Binder binder;
    private final Map<String, String> environment;
    private final Problems problems;

    StateDirKey(Binder binder, Map<String, String> environment, Problems problems) {
        this.binder = binder;
        this.environment = environment;
        this.problems = problems;
    }

    /** The one that the key names, else the one that systemd made, else the default. */
    Path of(Optional<Node> key) {
        return binder.scalar(Path.class, key)
                .or(this::ofSystemd)
                .orElseGet(() -> Places.here().state());
    }

    /** What a file names that is not even YAML. */
    static Optional<Node> writtenIn(Path file) {
        Problems ignored = new Problems(file.toString());
        return ConfigFile.read(file, ignored)
                .flatMap(bytes -> ConfigFile.text(bytes, ignored))
                .map(KEY::matcher)
                .filter(Matcher::find)
                .map(key -> new Node.Scalar(Place.FILE, key.group(1), key.group(1)));
    }

    /** systemd.exec(5): several directories are separated by colons. */
    private Optional<Path> ofSystemd() {
        Optional<Path> first = Optional.ofNullable(environment.get("STATE_DIRECTORY"))
                .map(directories -> directories.split(":", -1)[0])
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        if (!first.map(Path::isAbsolute).orElse(true)) {
            problems.add(Place.FILE, "the environment's STATE_DIRECTORY must be an absolute path");
        }
        return first;
    }
}
