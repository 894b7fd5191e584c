package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.originwall.agent.sync.ForwardingTarget;
import io.originwall.api.AddOnCommands;
import io.originwall.api.AddOnContext;
import io.originwall.api.Auditable;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryProvider;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** Commands before a terminal. Time passes only where a target, a server or an add-on takes three seconds. */
class ProgressTest {
    @TempDir
    Path directory;

    private final AtomicLong nanoTime = new AtomicLong();
    private final List<TerminalProgress> terminals = new CopyOnWriteArrayList<>();
    private final List<Runnable> watches = new ArrayList<>();
    private CommandLab lab;

    @BeforeEach
    void sitAtATerminal() {
        lab = new CommandLab(directory);
        lab.providers.add(new SlowProvider());
        lab.config("targets: [{name: host, type: slow}]");
        lab.progress = terminal -> {
            TerminalProgress progress = new TerminalProgress(terminal, nanoTime::get, watches::add);
            terminals.add(progress);
            return progress;
        };
    }

    private void takeThreeSeconds() {
        nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
        terminals.forEach(TerminalProgress::tick);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --offline",
                "sync --offline --json",
                "plan --offline",
                "status",
                "status --json",
                "audit",
                "check 203.0.113.7",
                "remove"
            })
    void nameTheTargetThatTheyWaitForAndLeaveNothing(String command) throws Exception {
        lab.run("sync");
        String[] arguments = command.split(" ");
        CommandLab.Ran ran = lab.run(arguments);
        lab.run("sync");

        assertThat(ran.err()).contains("originwall: waiting for target host (3 s)");
        lab.progress = terminal -> new Progress();
        CommandLab.Ran withoutTerminal = lab.run(arguments);
        assertThat(timeless(ran.out())).isEqualTo(timeless(withoutTerminal.out()));
        assertThat(ran.code()).isEqualTo(withoutTerminal.code());
        assertThat(TerminalScreen.rows(ran.err()))
                .isEqualTo(withoutTerminal.err().lines().toList());
    }

    /** Without how long the work really took. */
    private static String timeless(String answer) {
        return answer.replaceAll("\\d+ ms|(?<=\"millis\":)\\d+", "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "plan"})
    void nameTheListThatTheyFetch(String command) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            takeThreeSeconds();
            byte[] list = "103.21.244.0/22\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/list.txt";
        Files.writeString(lab.configFile(), """
                state-dir: %s
                ranges: {provider: url, url: "%s"}
                targets: [{name: host, type: memory}]
                """.formatted(lab.stateDirectory(), url));
        try {
            CommandLab.Ran ran = lab.run(command);

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("originwall: fetching " + url + " (3 s)");
            assertThat(TerminalScreen.rows(ran.err())).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void thoseThatSayNothingMoreNameThemselves() {
        lab.addOns.add(new Cloud());

        CommandLab.Ran ran = lab.run("cloud", "list");

        assertThat(ran.err()).contains("originwall: still working on cloud list (3 s)");
        assertThat(TerminalScreen.rows(ran.err())).isEmpty();
    }

    @Test
    void theDaemonTellsByItself() {
        lab.config("targets: [");

        lab.run("run");
        assertThat(watches).isEmpty();

        lab.run("plan");
        assertThat(watches).hasSize(1);
    }

    private final class Cloud implements AddOnCommands {
        @Override
        public List<String> names() {
            return List.of("cloud");
        }

        @Override
        public String description() {
            return "Look after a cloud.";
        }

        @Override
        public List<Callable<Integer>> subcommands(AddOnContext context) {
            return List.of(new ListCommand(ProgressTest.this::takeThreeSeconds));
        }
    }

    @Command(name = "list", description = "List the targets.")
    private record ListCommand(Runnable work) implements Callable<Integer> {
        @Override
        public Integer call() {
            work.run();
            return 0;
        }
    }

    private final class SlowProvider implements TargetProvider<InMemoryProvider.Settings> {
        @Override
        public String type() {
            return "slow";
        }

        @Override
        public InMemoryProvider.Settings defaults() {
            return new InMemoryProvider.Settings();
        }

        @Override
        public Target create(String name, InMemoryProvider.Settings settings) {
            return new SlowTarget(lab.target(name));
        }
    }

    private final class SlowTarget extends ForwardingTarget {
        SlowTarget(Target target) {
            super(target);
        }

        @Override
        public Plan plan(Guard wanted) throws TargetException {
            takeThreeSeconds();
            return super.plan(wanted);
        }

        @Override
        public Optional<Auditable> auditable() throws TargetException {
            takeThreeSeconds();
            return super.auditable();
        }

        @Override
        public Optional<Probeable> probeable() throws TargetException {
            takeThreeSeconds();
            return super.probeable();
        }
    }
}
