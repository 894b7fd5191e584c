package io.originwall.linux.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel knows our processes by the numbers that we do. */
public final class PidNamespace {
    /** PROC_PID_INIT_INO in the kernel's include/linux/proc_ns.h, the same on every machine. */
    private static final String INITIAL = "pid:[4026531836]";

    private PidNamespace() {}

    /** Are we in the initial one, and not in a container's? Where it cannot be told we take it that we are not, which is always safe. */
    public static boolean isInitial() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .equals(INITIAL);
        } catch (IOException noProc) {
            return false;
        }
    }
}
