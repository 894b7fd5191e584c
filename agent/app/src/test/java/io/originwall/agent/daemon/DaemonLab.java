package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.event.Event;
import io.originwall.agent.state.StateDirectory;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.InMemoryProvider;
import io.originwall.api.InMemoryTarget;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A daemon over targets in memory, with its config and its list of ranges in files. */
final class DaemonLab implements AutoCloseable {
    static final String BLOCK = "104.16.0.0/13";
    static final String OTHER_BLOCK = "162.158.0.0/15";

    private final Path directory;
    private final InMemoryProvider provider = new InMemoryProvider();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private Optional<Daemon> daemon = Optional.empty();

    /** Not started yet. */
    DaemonLab(Path directory) {
        this.directory = directory;
        list(BLOCK);
        config("targets: [{name: host, type: memory}]");
    }

    void list(String... blocks) {
        write("list.txt", String.join("\n", blocks) + "\n");
    }

    void unlist() {
        write("list.txt", "<html>Sorry, you have been blocked</html>\n");
    }

    /** Everything but the ranges and the state directory. */
    void config(String lines) {
        write(
                "config.yaml",
                "ranges: {provider: file, url: " + directory.resolve("list.txt") + "}\nstate-dir: "
                        + directory.resolve("state") + "\nhttp: {listen: \"off\"}\n" + lines + "\n");
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadedConfig load() throws ConfigException {
        ConfigLoader loader = new ConfigLoader(List.of(provider), Map.of());
        return loader.parse(loader.read(directory.resolve("config.yaml")));
    }

    Daemon start() throws ConfigException {
        return start(Map.of(), new SystemCommandRunner());
    }

    Daemon start(Map<String, String> environment, CommandRunner commands) throws ConfigException {
        Daemon started = Daemon.start(
                load(),
                new StateDirectory(stateDirectory()),
                variables -> load(),
                new DaemonContext("test", environment, commands, Clock.systemUTC()),
                events::add);
        daemon = Optional.of(started);
        return started;
    }

    Path stateDirectory() {
        return directory.resolve("state");
    }

    InMemoryTarget target(String name) {
        return provider.target(name);
    }

    Guard guard(String target) {
        try {
            Enforced enforced = target(target).enforced();
            return enforced.guard();
        } catch (TargetException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitGuard(String target, String... blocks) {
        List<Cidr> allowed = Stream.of(blocks).map(Cidr::parse).toList();
        await().untilAsserted(() -> assertThat(guard(target).allow().blocks()).containsExactlyElementsOf(allowed));
    }

    void awaitNoGuard(String target) {
        await().untilAsserted(() -> assertThat(guard(target)).isEqualTo(Guard.none()));
    }

    <E extends Event> E awaitEvent(Class<E> type, Predicate<E> wanted) {
        return await().until(() -> events(type).filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    <E extends Event> E awaitEvent(Class<E> type) {
        return awaitEvent(type, event -> true);
    }

    <E extends Event> Stream<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        daemon.ifPresent(Daemon::close);
        daemon = Optional.empty();
    }
}
