package io.originwall.linux.soak;

import io.originwall.api.BootFile;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.nftables.OneTransaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a target runs in an update, by itself, for a machine that is too slow for a JVM: the very commands, with their scripts, in files of a
 * directory. {@code first} puts a guard up, {@code round} updates it to another and back, and {@code other} does all other writes that keep
 * a guard up; each of the last two ends where it began.
 */
public final class Recording {
    private final NetLab lab;
    private final Path directory;
    private final Target target;
    private final List<String> lines = new ArrayList<>();
    private int scripts;

    private Recording(NetLab lab, Backend backend, Path directory) throws Exception {
        this.lab = lab;
        this.directory = directory;
        this.target = backend.target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                record(command);
                return super.run(command);
            }
        });
    }

    /** Takes the type of a target, or {@code one-transaction} for the form that version 0.1 had, the number of blocks, and the directory. */
    public static void main(String[] args) throws Exception {
        List<Guard> guards = Guards.two(args[0], Integer.parseInt(args[1]));
        Path directory = Files.createDirectories(Path.of(args[2]));
        if (args[0].equals("one-transaction")) {
            for (Guard guard : guards) {
                Files.writeString(directory.resolve("script-" + guards.indexOf(guard)), OneTransaction.script(guard));
            }
            Files.writeString(directory.resolve("first"), "nft -f script-0\n");
            Files.writeString(directory.resolve("round"), "nft -f script-1\nnft -f script-0\n");
            Files.writeString(directory.resolve("other"), "");
            return;
        }
        try (NetLab lab = NetLab.open()) {
            Recording recording = new Recording(lab, UpdatingAgent.backend(args[0]), directory);
            recording.update(guards.get(0));
            recording.end("first");
            recording.update(guards.get(1));
            recording.update(guards.get(0));
            recording.end("round");
            recording.otherWrites(guards, args[0].equals("nftables"));
            recording.end("other");
        }
    }

    private void otherWrites(List<Guard> guards, boolean nftables) throws Exception {
        Guard more = new Guard(
                Stream.concat(guards.get(0).ports().stream(), guards.get(1).ports().stream())
                        .distinct()
                        .toList(),
                guards.get(0).allow(),
                guards.get(0).mode(),
                guards.get(0).denyWith());
        update(more.onTrial(Duration.ofMinutes(5)));
        update(more);
        update(guards.get(0));
        boot(guards.get(1));
        update(guards.get(0));
        if (nftables) {
            // Nothing but a new table puts that right.
            Path foreign = write("add chain inet originwall theirs\n");
            lab.run("nft", "-f", foreign.toString());
            lines.add("nft -f " + foreign.getFileName());
            update(guards.get(0));
        }
    }

    private void update(Guard guard) throws Exception {
        Plan plan = target.plan(guard);
        if (plan.isEmpty()) {
            throw new IllegalStateException("nothing to do");
        }
        plan.apply();
        if (!target.plan(guard).isEmpty()) {
            throw new IllegalStateException("not in sync");
        }
    }

    /** As where originwall-boot is reloaded. */
    private void boot(Guard guard) throws IOException, TargetException {
        Path state = Files.createDirectory(directory.resolve("boot-" + ++scripts));
        for (BootFile file : target.bootPersistent().orElseThrow().bootFiles(guard)) {
            if (file.content().isPresent()) {
                Files.writeString(state.resolve(file.name()), file.content().get());
            }
        }
        lab.boot(state);
        lines.add("sh ./boot " + state.getFileName());
    }

    private void record(Command command) {
        String script = command.argv().get(command.argv().size() - 1);
        if (!Path.of(script).getFileName().toString().startsWith("originwall-")) {
            return;
        }
        try {
            String name = write(Files.readString(Path.of(script))).getFileName().toString();
            lines.add(command.argv().stream()
                    .map(word -> word.equals(script) ? name : word)
                    .collect(Collectors.joining(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String script) throws IOException {
        return Files.writeString(directory.resolve("script-" + ++scripts), script);
    }

    private void end(String name) throws IOException {
        Files.write(directory.resolve(name), lines);
        lines.clear();
    }
}
