package io.originwall.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel says of a process, in {@code /proc}. Source: proc(5). */
record Proc(long pid) {
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ \\S+ \\S+ \\S+ \\d+\\s*(.*)");
    private static final Pattern VALUE = Pattern.compile("(\\w+):\\s+(\\d+) kB");
    /** Fields 14 to 17 of stat, counted from behind the name in brackets: of the process, and of its children that have ended. */
    private static final int FIRST_TIME = 11;

    private static final int TIMES = 4;
    /** USER_HZ, the same on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /**
     * Memory, in KiB.
     *
     * @param resident every page that it has in memory
     * @param proportional the same, but of a page that is shared only its share
     * @param anonymous pages that no file backs
     */
    record Memory(long resident, long proportional, long anonymous) {}

    /** @param own files below this directory count in full, although others that are there now share them */
    Memory memory(Path own) throws IOException {
        long resident = 0;
        long proportional = 0;
        long anonymous = 0;
        boolean isOwn = false;
        for (String line : Files.readAllLines(file("smaps"))) {
            Matcher value = VALUE.matcher(line);
            Matcher mapping = MAPPING.matcher(line);
            if (value.matches()) {
                long kib = Long.parseLong(value.group(2));
                switch (value.group(1)) {
                    case "Rss" -> {
                        resident += kib;
                        proportional += isOwn ? kib : 0;
                    }
                    case "Pss" -> proportional += isOwn ? 0 : kib;
                    case "Anonymous" -> anonymous += kib;
                    default -> {}
                }
            } else if (mapping.matches()) {
                isOwn = mapping.group(1).startsWith(own + "/");
            }
        }
        return new Memory(resident, proportional, anonymous);
    }

    /** The most that it ever had in memory, in KiB. */
    long peak() throws IOException {
        return Files.readAllLines(file("status")).stream()
                .map(VALUE::matcher)
                .filter(value -> value.matches() && "VmHWM".equals(value.group(1)))
                .mapToLong(value -> Long.parseLong(value.group(2)))
                .findFirst()
                .orElseThrow(() -> new IOException("no VmHWM in " + file("status")));
    }

    int threads() throws IOException {
        return count("task");
    }

    int descriptors() throws IOException {
        return count("fd");
    }

    private int count(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(file(directory))) {
            return (int) entries.count();
        }
    }

    List<Proc> children() {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> new Proc(child.pid()))
                .toList();
    }

    /** Its arguments. */
    List<String> arguments() throws IOException {
        return List.of(Files.readString(file("cmdline")).split("\0", -1));
    }

    /** The child whose arguments contain this word. */
    Optional<Proc> child(String word) {
        return children().stream().filter(child -> child.isCalledWith(word)).findFirst();
    }

    private boolean isCalledWith(String word) {
        try {
            return arguments().contains(word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds of a processor that it has used, and its children, those that live and those that have ended. */
    double seconds() throws IOException {
        double seconds = ticks(FIRST_TIME, TIMES) / TICKS_PER_SECOND;
        for (Proc child : children()) {
            seconds += child.seconds();
        }
        return seconds;
    }

    private long ticks(int first, int count) throws IOException {
        String stat = Files.readString(file("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = first; i < first + count; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    /**
     * The same, but to the nanosecond of what runs now; not of its threads that have ended. Source: the kernel's
     * Documentation/scheduler/sched-stats.rst.
     */
    double secondsOfThreads() throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(file("task"))) {
            for (Path thread : threads) {
                String text = Files.readString(thread.resolve("schedstat"));
                nanos += Long.parseLong(text.substring(0, text.indexOf(' ')));
            }
        }
        double seconds = nanos / 1e9 + ticks(FIRST_TIME + 2, 2) / TICKS_PER_SECOND;
        for (Proc child : children()) {
            seconds += child.secondsOfThreads();
        }
        return seconds;
    }

    private Path file(String name) {
        return Path.of("/proc", "" + pid, name);
    }
}
