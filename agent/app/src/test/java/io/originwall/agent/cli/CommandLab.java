package io.originwall.agent.cli;

import io.originwall.api.AddOnCommands;
import io.originwall.api.InMemoryProvider;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.TargetProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs whole command lines in this process, on targets in memory and a list in a file. */
final class CommandLab {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    final Path directory;
    final InMemoryProvider provider = new InMemoryProvider();
    final List<TargetProvider<?>> providers = new ArrayList<>(List.of(provider));
    final List<AddOnCommands> addOns = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    /** Told what a command waits for; it gets the stream of stderr. */
    Function<OutputStream, Progress> progress = terminal -> new Progress();
    /** It stands still, unless a daemon runs beside the commands. */
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    CommandLab(Path directory) {
        this.directory = directory;
        list("103.21.244.0/22", "2400:cb00::/32");
        config("targets: [{name: host, type: memory}]");
    }

    /** What a command left. */
    record Ran(int code, String out, String err) {}

    Ran run(String... arguments) {
        return run(false, arguments);
    }

    /** At a terminal, where somebody types this. */
    Ran answer(String typed, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(true, arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** Of the list that was refused last. */
    String refusedDigest() {
        return digest(run("ranges", "--refused").out());
    }

    static String digest(String refused) {
        return refused.lines()
                .filter(line -> line.contains("--accept "))
                .map(line -> line.substring(line.indexOf("--accept ") + 9))
                .findFirst()
                .orElseThrow();
    }

    private Ran run(boolean terminal, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Progress shown = progress.apply(err);
        Console console = new Console(
                new PrintStream(shown.over(out), true, StandardCharsets.UTF_8),
                new PrintStream(shown.over(err), true, StandardCharsets.UTF_8),
                environment,
                terminal,
                providers,
                clock,
                () -> addOns,
                shown);
        List<String> all = new ArrayList<>(List.of("-c", configFile().toString()));
        all.addAll(List.of(arguments));
        int code = Main.run(console, all.toArray(String[]::new));
        return new Ran(code, text(out), text(err));
    }

    /** What was printed, with the list's own URL, which is another in every run, called LIST. */
    private String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8)
                .replace(directory.resolve("list.txt").toUri().toString(), "LIST");
    }

    InMemoryTarget target(String name) {
        return provider.target(name);
    }

    Path configFile() {
        return directory.resolve("config.yaml");
    }

    Path stateDirectory() {
        return directory.resolve("state");
    }

    /** What the provider lists from now on. */
    void list(String... blocks) {
        write(directory.resolve("list.txt"), String.join("\n", blocks) + "\n");
    }

    /** The config from now on, beside the state directory and the ranges. */
    void config(String yaml) {
        config(yaml, "ipv6: true");
    }

    /** The same, with something to say of the ranges. */
    void config(String yaml, String ranges) {
        write(configFile(), """
                state-dir: %s
                ranges: {provider: file, url: %s, %s}
                %s
                """.formatted(stateDirectory(), directory.resolve("list.txt"), ranges, yaml));
    }

    /** A config like that of a first install from now on: the ranges are Cloudflare's. */
    void firstConfig() {
        write(configFile(), "{state-dir: %s, targets: [{name: host, type: memory}]}".formatted(stateDirectory()));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
