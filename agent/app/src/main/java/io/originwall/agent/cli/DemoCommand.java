package io.originwall.agent.cli;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.demo.Commands;
import io.originwall.agent.demo.Demo;
import io.originwall.agent.demo.DemoException;
import io.originwall.agent.demo.Sandbox;
import io.originwall.agent.demo.Scenario;
import io.originwall.agent.demo.Step;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.AllowList;
import io.originwall.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Show the whole job in a private sandbox: real nftables, real connections, no root, host untouched.")
final class DemoCommand implements Callable<Integer> {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--inside", hidden = true, description = "Play in the sandbox that this process is in.")
    private Optional<Path> inside = Optional.empty();

    @Option(names = "--outside", hidden = true, description = "The network namespace that this must not be.")
    private String outside = "";

    DemoCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        return inside.isPresent() ? play(inside.get()) : prepare();
    }

    private int prepare() throws Exception {
        Path directory = temporaryDirectory();
        try {
            Path file = directory.resolve("config.yaml");
            Files.writeString(file, Demo.config(directory.resolve("state").toString()));
            boolean fetched = isFetched(config(file));
            say(
                    fetched
                            ? "The ranges were fetched from Cloudflare just now."
                            : "Cloudflare cannot be reached from here, so the copy of its ranges in this build serves.");
            say("The rest happens in a network namespace of its own; this host is not touched.");
            List<String> arguments = new ArrayList<>(List.of("demo", "--inside", file.toString()));
            if (root.json()) {
                arguments.add("--json");
            }
            arguments.add("--outside");
            return Sandbox.enter(Main.class.getName(), arguments);
        } finally {
            delete(directory);
        }
    }

    private boolean isFetched(Config config) throws DemoException, InterruptedException {
        try (Progress.Step fetching = root.progress().on("fetching Cloudflare's ranges")) {
            return Demo.fetch(config)
                    .filter(ranges -> ranges.state() == Ranges.State.FRESH)
                    .isPresent();
        }
    }

    private Config config(Path file) throws ConfigException {
        try (CommandContext context = CommandContext.open(root.console(), file)) {
            return context.config();
        }
    }

    private int play(Path file) throws Exception {
        if (!Sandbox.isInside(outside)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--inside is for the demo itself: run originwall demo");
        }
        try (CommandContext context = CommandContext.open(root.console(), file)) {
            AllowList allow = AllowList.of(context.rangesService().lastGood(), List.of());
            List<Step> steps = Scenario.play(this::tell, arguments -> run(file, arguments), allow.addresses());
            boolean good = steps.stream().allMatch(Step::good);
            say(good ? "Every step came out as it should." : "Not every step came out as it should.");
            if (root.json()) {
                root.console().out().println(Json.text(json(steps)));
            }
            return good ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** In memory, the last two: the demo works on a host whose /tmp cannot be written, too. */
    private static Path temporaryDirectory() throws RefusedException {
        List<String> places = List.of(System.getProperty("java.io.tmpdir"), "/dev/shm", "/run");
        List<String> problems = new ArrayList<>();
        for (String place : places) {
            try {
                return Files.createTempDirectory(Path.of(place), "originwall-demo");
            } catch (IOException e) {
                problems.add(place + " (" + e.getClass().getSimpleName() + ")");
            }
        }
        throw new RefusedException("no directory for the demo can be made in any of " + String.join(", ", problems)
                + ": make one of them writable");
    }

    private void say(String line) {
        if (!root.json()) {
            root.console().out().println(line);
        }
    }

    private void tell(Step step) {
        Style style = root.style();
        say(String.format("%2d ", step.number())
                + (step.good() ? style.good("ok   ") : style.bad("FAIL "))
                + step.what());
    }

    static Map<String, Object> json(List<Step> steps) {
        return Json.object(
                "steps",
                steps.stream()
                        .map(step -> Json.object("number", step.number(), "good", step.good(), "what", step.what()))
                        .toList());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Commands.Outcome run(Path file, List<String> arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        Console console = root.console();
        List<String> all = new ArrayList<>(List.of("-c", file.toString()));
        all.addAll(arguments);
        int code = Main.run(
                new Console(stream, stream, console.environment(), false, console.providers(), console.clock()),
                all.toArray(String[]::new));
        return new Commands.Outcome(code, output.toString(StandardCharsets.UTF_8));
    }
}
