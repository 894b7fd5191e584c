package io.originwall.agent.cli;

import io.originwall.agent.daemon.Signals;
import io.originwall.agent.windows.ServiceLog;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Not a return from main: a stuck fetch thread must not keep a finished command alive.
        System.exit(codeOf(args));
    }

    private static int codeOf(String[] args) {
        Output out = Output.of(FileDescriptor.out);
        Console console = Console.ofProcess(out);
        int code = run(console, args);
        console.out().flush();
        if (out.failure().isPresent()) {
            console.tell("cannot write the answer: " + out.failure().get());
            return code == ExitCode.OK ? ExitCode.FAILED : code;
        }
        return code;
    }

    /**
     * What {@link #main} does, for the service wrapper on Windows, in whose process this is. A process that ends by itself has failed, to
     * Windows, and is restarted. Only of one that ends with 0 does the wrapper say before that it stopped: so that is what ends here with a
     * code that no restart helps against. (A method that throws is no way: once the service is up, the wrapper goes on without it.)
     */
    public static void start(String[] args) {
        int code;
        try {
            logToFile(System.getProperty(ServiceLog.PROPERTY, ""));
            code = codeOf(args);
        } catch (RuntimeException | Error bug) {
            bug.printStackTrace();
            code = ExitCode.FAILED;
        }
        if (ExitCode.NOT_RESTARTED.contains(code)) {
            System.err.println(
                    "originwall: exit code " + code + ": the service stays stopped, since it would end so again;"
                            + " mend that, then run sc.exe start Originwall");
            code = ExitCode.OK;
        }
        System.exit(code);
    }

    /** Before anything is logged: the wrapper's own file for this grows as long as the process lives. */
    private static void logToFile(String directory) {
        if (directory.isEmpty()) {
            return;
        }
        try {
            System.setErr(
                    new PrintStream(ServiceLog.open(Path.of(directory), Instant.now()), true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println("originwall: warning: the log comes here, since it cannot be written: " + e);
        }
    }

    /**
     * Ends the daemon that {@link #start} runs in this process, as SIGTERM does.
     *
     * @param args nothing
     */
    public static void stop(String[] args) {
        Signals.raise("TERM");
    }

    /** Runs one command line and returns its exit code; never ends the process. */
    public static int run(Console console, String... args) {
        try {
            return Originwall.commandLine(console, List.of(args)).execute(args);
        } catch (OutOfMemoryError e) {
            console.tell("out of memory; for lists of this size give it more: ORIGINWALL_JAVA_OPTS=-Xmx512m");
            return ExitCode.FAILED;
        }
    }
}
