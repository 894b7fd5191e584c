package io.originwall.agent.cli;

import io.originwall.linux.lab.NetLab;
import io.originwall.linux.nftables.PlainNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the whole program as a process of its own, in the origin of a private network, on its real nftables. */
final class HostLab {
    private static final Pattern LOOKUP = Pattern.compile("@([a-z0-9_]+)");
    private static final Pattern SET = Pattern.compile("\tset ([a-z0-9_]+) \\{\n.*?\n\t}", Pattern.DOTALL);

    final NetLab net;
    private final Path directory;

    /** In a network without rules. */
    HostLab(NetLab net, Path directory) throws IOException {
        this.net = net;
        this.directory = directory;
        list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        config("config.yaml", "");
    }

    /** What the provider lists from now on. */
    void list(String... blocks) throws IOException {
        Files.writeString(directory.resolve("list.txt"), String.join("\n", blocks) + "\n");
    }

    /** A config with one nftables target, and what is given. */
    Path config(String name, String yaml) throws IOException {
        return Files.writeString(
                directory.resolve(name), """
                state-dir: %s
                ranges: {provider: file, url: %s}
                targets: [{name: host, type: nftables}]
                %s
                """.formatted(stateDirectory(), directory.resolve("list.txt"), yaml));
    }

    Path directory() {
        return directory;
    }

    Path stateDirectory() {
        return directory.resolve("state");
    }

    /** The table as nft lists it, without counts; empty where there is none. */
    String table() {
        return PlainNames.of(net.run("sh", "-c", "nft -s list table inet originwall 2>/dev/null || true"));
    }

    /** The rules, and the sets that they look up, whatever else an interrupted write left in the table. */
    String guard() {
        String table = net.run("sh", "-c", "nft -s list table inet originwall 2>/dev/null || true");
        int chains = table.indexOf("\tchain ");
        String rules = chains < 0 ? "" : table.substring(chains);
        Set<String> lookedUp =
                LOOKUP.matcher(rules).results().map(found -> found.group(1)).collect(Collectors.toSet());
        String sets = SET.matcher(table)
                .results()
                .filter(set -> lookedUp.contains(set.group(1)))
                .map(set -> PlainNames.of(set.group()))
                .sorted()
                .collect(Collectors.joining("\n"));
        return sets + PlainNames.of(rules);
    }

    Process start(String... arguments) throws IOException {
        return start(directory.resolve("config.yaml"), arguments);
    }

    /** Starts the program; its output goes into one pipe. */
    Process start(Path config, String... arguments) throws IOException {
        return start(List.of(), config, arguments);
    }

    Process startThrough(List<String> wrapper, String... arguments) throws IOException {
        return start(wrapper, directory.resolve("config.yaml"), arguments);
    }

    private Process start(List<String> wrapper, Path config, String... arguments) throws IOException {
        List<String> argv = new ArrayList<>(wrapper);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "-c",
                config.toString()));
        argv.addAll(List.of(arguments));
        ProcessBuilder process = net.process(argv).redirectErrorStream(true);
        // As the launcher does, which is not built yet when this runs.
        process.environment()
                .put(
                        "ORIGINWALL_HOME",
                        Path.of("app/src/main/dist").toAbsolutePath().toString());
        return process.start();
    }

    /** Runs the program to its end. */
    Ran run(String... arguments) throws IOException, InterruptedException {
        return run(directory.resolve("config.yaml"), arguments);
    }

    Ran run(Path config, String... arguments) throws IOException, InterruptedException {
        return finish(start(config, arguments));
    }

    /** Runs the program with one more environment variable. */
    Ran runWith(String variable, String value, String... arguments) throws IOException, InterruptedException {
        return runThrough(List.of("env", variable + "=" + value), arguments);
    }

    /** Runs it through another program, which is to execute it. */
    Ran runThrough(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
        return finish(start(wrapper, directory.resolve("config.yaml"), arguments));
    }

    private static Ran finish(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    /** What a run left. */
    record Ran(int code, String output) {}
}
