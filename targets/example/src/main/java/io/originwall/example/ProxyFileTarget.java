package io.originwall.example;

import io.originwall.api.Change;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Restorable;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that a reverse proxy includes. It outlives a restart, nothing can be asked about a connection, and it counts nothing: so of what a
 * target may do besides, it can be put back, and no more.
 */
final class ProxyFileTarget implements Target, Restorable {
    private final String name;
    private final Path file;
    /** The first line of a file of ours. It names the target: another one's file is as foreign as anybody's. */
    private final String mark;

    private final ProxyFileProvider provider;

    ProxyFileTarget(String name, Path file, ProxyFileProvider provider) {
        this.name = name;
        this.file = file;
        this.provider = provider;
        this.mark = "# originwall, target " + name + ": changes made here are undone";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        Optional<String> unsupported = provider.unsupportedReason(wanted.mode(), wanted.denyWith());
        if (unsupported.isPresent() && !wanted.isNone()) {
            throw new TargetException(unsupported.get());
        }
        return plan(wanted.isNone() ? "" : new ProxyFile(wanted.ports(), wanted.allow(), List.of()).text(mark));
    }

    private Plan plan(String wanted) throws TargetException {
        String present = read();
        List<Change> changes = changes(present, wanted);
        return new Plan() {
            @Override
            public List<Change> changes() {
                return changes;
            }

            @Override
            public Guard before() {
                return ProxyFile.parse(present).guard();
            }

            @Override
            public void apply() throws TargetException {
                if (!isEmpty()) {
                    write(wanted);
                }
            }
        };
    }

    /** Only equal texts have no difference; that text of ours which says the same in another way is written anew. */
    private List<Change> changes(String present, String wanted) {
        ProxyFile there = ProxyFile.parse(present);
        ProxyFile goal = ProxyFile.parse(wanted);
        List<Change> changes = new ArrayList<>();
        there.ports().stream()
                .filter(port -> !goal.ports().contains(port))
                .map(Change::remove)
                .forEach(changes::add);
        goal.ports().stream()
                .filter(port -> !there.ports().contains(port))
                .map(Change::add)
                .forEach(changes::add);
        there.allow().minus(goal.allow()).blocks().stream().map(Change::remove).forEach(changes::add);
        goal.allow().minus(there.allow()).blocks().stream().map(Change::add).forEach(changes::add);
        there.unknown().stream()
                .map(line -> Change.remove("unknown line: " + line))
                .forEach(changes::add);
        if (changes.isEmpty() && !present.equals(wanted)) {
            changes.add(Change.repair(file + ": written anew"));
        }
        return List.copyOf(changes);
    }

    @Override
    public Enforced enforced() throws TargetException {
        return new Enforced(ProxyFile.parse(read()).guard(), Optional.empty());
    }

    @Override
    public Optional<Restorable> restorable() {
        return Optional.of(this);
    }

    @Override
    public Snapshot snapshot() throws TargetException {
        String then = read();
        if (!then.isEmpty() && !then.equals(ProxyFile.parse(then).text(mark))) {
            throw new TargetException(
                    file + " was changed by somebody else, so it could not be put back: run originwall sync first");
        }
        return () -> plan(then);
    }

    /**
     * Empty where there is no file.
     *
     * @throws TargetException also if the file is not ours
     */
    private String read() throws TargetException {
        try {
            // Any bytes are text in this charset: what we did not write is drift, and not a failure.
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (!text.startsWith(mark + "\n")) {
                throw new TargetException(file + " is not ours, its first line is not \"" + mark
                        + "\": move it away, or set another path");
            }
            return text;
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new TargetException("cannot read " + file + ": " + e, e);
        }
    }

    /** The proxy sees the old file or the new one, never half of one. */
    private void write(String text) throws TargetException {
        // It may have become somebody else's since it was planned.
        read();
        try {
            if (text.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Path next = file.resolveSibling("." + file.getFileName() + ".originwall");
            Files.deleteIfExists(next);
            Files.writeString(
                    next,
                    text,
                    StandardCharsets.ISO_8859_1,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TargetException("cannot write " + file + ", the old state is still in force: " + e, e);
        }
    }
}
