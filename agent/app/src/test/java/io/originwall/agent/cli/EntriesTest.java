package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlServer;
import io.originwall.agent.daemon.Daemon;
import io.originwall.agent.daemon.DaemonContext;
import io.originwall.agent.event.Event;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.sync.AllowList;
import io.originwall.api.BareProvider;
import io.originwall.api.Guard;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.net.AddressSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cycle leaves the same behind whoever starts it: a command, the daemon by itself, or a command that asks the daemon. Only the cause and
 * the times differ. What it tells by notifications is among the files.
 */
@EnabledOnOs(OS.LINUX)
class EntriesTest {
    private static final String QUIET = "http: {listen: \"off\"}\ndrift: {check: 1h}\ntrust: {removal-grace: 24h}\n";

    /** What the files of a directory may differ in. */
    private static final Pattern TIMES = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|\"cause\":\"[a-z]+\"|\"millis\":\\d+|\"sum\":\"[0-9a-f]+\"|[0-9a-f]{64}"
                    // How often a target that fails was tried meanwhile, and for how long.
                    + "|(?<=\t)\\d+(?=\t)|after \\d+ [a-z]+|(?<=changed )\\([a-z]+\\)");

    private static final Pattern SUMMARY = Pattern.compile("\"summary\":\"([^\"]*)\"");

    /** What belongs to the process, and not to the cycle. */
    private static final Pattern PROCESS = Pattern.compile("lock.*|.*\\.lock|control|accepted-config");

    @TempDir
    Path directory;

    /** What happens before the cycle. */
    enum Scenario {
        NEW_RANGES {
            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "103.22.200.0/22", "2400:cb00::/32");
            }
        },
        REFUSED_LIST {
            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "104.16.0.0/12", "2400:cb00::/32");
            }
        },
        SAME_REFUSED_LIST_AGAIN {
            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "104.16.0.0/12", "2400:cb00::/32");
                lab.run("sync");
            }
        },
        GOOD_LIST_AFTER_A_REFUSED_ONE {
            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "104.16.0.0/12", "2400:cb00::/32");
                lab.run("sync");
                lab.list("103.21.244.0/22", "2400:cb00::/32");
            }
        },
        NO_LIST_AT_ALL {
            @Override
            void prepare(CommandLab lab) {
                lab.list("<html>Sorry, you have been blocked</html>");
            }
        },
        FAILING_TARGET {
            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "103.22.200.0/22", "2400:cb00::/32");
                lab.target("host").failApplies("no room");
            }
        },
        DRIFT {
            @Override
            void begin(CommandLab lab) throws Exception {
                lab.target("host").driftTo(Guard.none());
            }
        },
        REMOVAL_IN_GRACE {
            @Override
            void prepare(CommandLab lab) {
                lab.list("103.21.244.0/22", "103.22.200.0/24", "2400:cb00::/32");
                lab.run("sync");
            }

            @Override
            void begin(CommandLab lab) {
                lab.list("103.21.244.0/22", "2400:cb00::/32");
            }
        },
        NOTHING_NEW;

        /** Before a daemon starts. */
        void prepare(CommandLab lab) throws Exception {
            lab.run("sync");
        }

        void begin(CommandLab lab) throws Exception {}
    }

    /** What a cycle left: its exit code, and the files of the state directory. */
    private record Left(int code, Map<String, String> files) {}

    @ParameterizedTest
    @EnumSource
    void aCycleLeavesTheSameBehind(Scenario scenario) throws Exception {
        Left byCommand = byCommand(lab("command"), scenario);
        Left byDaemon = byDaemon(lab("daemon"), scenario, byCommand.code());
        Left byRequest = byRequest(lab("request"), scenario);

        assertThat(byRequest).isEqualTo(byCommand);
        assertThat(byDaemon).isEqualTo(byCommand);
    }

    @Test
    void aRefusalThatLastsIsJournaledOnceWhoeverMeetsItAgain() throws Exception {
        Left left = byDaemon(lab("refused"), Scenario.SAME_REFUSED_LIST_AGAIN, 0);

        assertThat(left.files().getOrDefault("journal.jsonl", "").lines())
                .filteredOn(line -> line.contains("\"outcome\":\"rejected\""))
                .hasSize(1);
    }

    private CommandLab lab(String name) throws IOException {
        CommandLab lab = new CommandLab(Files.createDirectory(directory.resolve(name)));
        lab.clock = Clock.systemUTC();
        Files.createDirectory(lab.stateDirectory());
        lab.config(QUIET
                + "targets: [{name: host, type: memory}]\nnotifications: {command: [/bin/sh, -c, '(cat; echo) >>"
                + lab.directory + "/messages']}");
        return lab;
    }

    @Test
    void aProblemThatLastsIsToldOnceWhoeverMeetsItAgain() throws Exception {
        CommandLab lab = lab("problem");
        lab.run("sync");
        lab.list("<html>Sorry, you have been blocked</html>");

        lab.run("sync");
        lab.run("sync");
        assertThat(told(lab)).filteredOn(line -> line.contains("not taken")).hasSize(1);

        Left left = byDaemon(lab, Scenario.NOTHING_NEW, 0);
        assertThat(told(lab)).filteredOn(line -> line.contains("not taken")).hasSize(1);
        assertThat(left.files()).containsKey("open-problems");

        lab.list("103.21.244.0/22", "2400:cb00::/32");
        lab.run("sync");
        assertThat(told(lab)).last().asString().startsWith("the ranges are good again");
        assertThat(lab.stateDirectory().resolve("open-problems")).doesNotExist();
    }

    @Test
    void aReceiverThatTakesNothingFailsNoCommand() throws Exception {
        CommandLab lab = lab("unheard");
        lab.config(QUIET + "targets: [{name: host, type: memory}]\nnotifications: {command: [/bin/false]}");

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isZero();
        assertThat(lab.target("host").enforced().guard().isNone()).isFalse();
    }

    @Test
    void aTrialThatIsToAskNobodyAsksNobodyBesideADaemonEither() throws Exception {
        CommandLab lab = lab("offline");
        List<Event> events = new CopyOnWriteArrayList<>();
        try (Daemon daemon = start(lab, events);
                ControlServer server = listen(lab, daemon)) {
            await().until(() -> events.stream().anyMatch(event -> event instanceof Event.RangesFetched));
            lab.list("<html>Sorry, you have been blocked</html>");

            assertThat(lab.run("trial", "--offline", "--for", "1s").code()).isEqualTo(ExitCode.DIFFERENT);
        }

        assertThat(events).noneMatch(event -> event instanceof Event.RangesRejected);
    }

    @Test
    void aTrialOfATargetThatCannotBePutBackIsRefusedBesideADaemonToo() throws Exception {
        CommandLab lab = lab("refused");
        BareProvider bare = new BareProvider();
        lab.providers.add(bare);
        lab.config(QUIET + "targets: [{name: host, type: memory}]");
        try (Daemon daemon = start(lab, new CopyOnWriteArrayList<>());
                ControlServer server = listen(lab, daemon)) {
            await().until(() -> !lab.target("host").enforced().guard().isNone());
            Guard before = lab.target("host").enforced().guard();
            lab.config(QUIET + "allow: [192.0.2.7]\n"
                    + "targets: [{name: host, type: memory}, {name: files, type: bare}]");

            CommandLab.Ran ran = lab.run("trial", "--for", "1s");

            assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
            assertThat(ran.err()).contains("target files cannot be put back, so it cannot be on trial");
            assertThat(lab.target("host").enforced().guard()).isEqualTo(before);
            assertThat(bare.place("files").calls()).isEmpty();
            assertThat(daemon.operations().trial()).isEmpty();
            assertThat(new AcceptedConfig(new DirectoryStore(new StateDirectory(lab.stateDirectory()))).rejected())
                    .isEmpty();
        }
    }

    private static List<String> told(CommandLab lab) throws IOException {
        Path messages = lab.directory.resolve("messages");
        return Files.exists(messages)
                ? Files.readString(messages)
                        .lines()
                        .flatMap(message -> SUMMARY.matcher(message).results().map(found -> found.group(1)))
                        .map(summary -> TIMES.matcher(summary).replaceAll("…"))
                        .toList()
                : List.of();
    }

    private Left byCommand(CommandLab lab, Scenario scenario) throws Exception {
        scenario.prepare(lab);
        scenario.begin(lab);
        return left(lab, lab.run("sync").code());
    }

    /** @param code what a command would exit with: a daemon has no such thing */
    private Left byDaemon(CommandLab lab, Scenario scenario, int code) throws Exception {
        scenario.prepare(lab);
        scenario.begin(lab);
        List<Event> events = new CopyOnWriteArrayList<>();
        try (Daemon daemon = start(lab, events)) {
            await().until(() -> isOver(lab, daemon, List.copyOf(events)));
        }
        return left(lab, code);
    }

    private Left byRequest(CommandLab lab, Scenario scenario) throws Exception {
        scenario.prepare(lab);
        scenario.begin(lab);
        int code;
        try (Daemon daemon = start(lab, new CopyOnWriteArrayList<>());
                ControlServer server = listen(lab, daemon)) {
            code = lab.run("sync").code();
        }
        return left(lab, code);
    }

    /** The source has answered, and the target enforces what is in force since, or failed. */
    private static boolean isOver(CommandLab lab, Daemon daemon, List<Event> events) throws Exception {
        boolean answered = events.stream()
                .anyMatch(event -> event instanceof Event.RangesFetched || event instanceof Event.RangesRejected);
        if (!answered || daemon.ranges().isEmpty()) {
            return answered;
        }
        AddressSet wanted = AllowList.of(daemon.ranges().get(), List.of()).addresses();
        return lab.target("host").enforced().guard().allow().equals(wanted)
                || events.stream()
                        .anyMatch(event -> event instanceof Event.Synced synced
                                && synced.report().failed());
    }

    private static LoadedConfig load(CommandLab lab) throws ConfigException {
        ConfigLoader loader = new ConfigLoader(lab.providers, Map.of());
        return loader.parse(loader.read(lab.configFile()));
    }

    private static Daemon start(CommandLab lab, List<Event> events) throws ConfigException {
        return Daemon.start(
                load(lab),
                new StateDirectory(lab.stateDirectory()),
                variables -> load(lab),
                new DaemonContext("test", Map.of(), new SystemCommandRunner(), Clock.systemUTC()),
                events::add);
    }

    private static ControlServer listen(CommandLab lab, Daemon daemon) throws IOException, ConfigException {
        PrintStream unused = new PrintStream(new ByteArrayOutputStream());
        Console console = new Console(unused, unused, Map.of(), false, lab.providers, Clock.systemUTC());
        return ControlServer.listen(
                ControlPath.of(load(lab).config().location()),
                new DaemonCommands(
                        console,
                        lab.configFile(),
                        CompletableFuture.completedFuture(daemon),
                        (text, variables) -> new ConfigLoader(lab.providers, Map.of()).parse(text)),
                Duration.ofSeconds(30));
    }

    private Left left(CommandLab lab, int code) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(lab.stateDirectory())) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (!PROCESS.matcher(name).matches()) {
                    String text = Files.readString(file).replace(lab.directory.toString(), "LAB");
                    files.put(name, TIMES.matcher(text).replaceAll("…"));
                }
            }
        }
        files.put("messages", String.join("\n", told(lab)));
        return new Left(code, files);
    }
}
