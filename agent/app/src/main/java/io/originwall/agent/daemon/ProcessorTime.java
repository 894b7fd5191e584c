package io.originwall.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The processor time that this process and the commands that it has run have taken so far, in nanoseconds. Safe for use by several threads. */
final class ProcessorTime implements LongSupplier {
    private static final Path STAT = Path.of("/proc/self/stat");

    /** USER_HZ in the kernel's proc(5), the same on every architecture that Java runs on. */
    private static final long TICK = Duration.ofSeconds(1).toNanos() / 100;

    /** Fields of proc(5) behind the program's name: utime, stime, cutime, cstime. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    /** Where the system does not tell, all time counts, which is never too little for one thread and one command at a time. */
    @Override
    public long getAsLong() {
        try {
            return parse(Files.readString(STAT));
        } catch (IOException noProc) {
            return System.nanoTime();
        }
    }

    /** Reads {@code 42 (ja) va) S 1 …}: the name may hold anything. */
    static long parse(String stat) throws IOException {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        try {
            for (int i = FIRST; i <= LAST; i++) {
                ticks += Long.parseLong(fields[i]);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(STAT + ": \"" + stat.strip() + "\" is not what proc(5) says", e);
        }
        return ticks * TICK;
    }
}
