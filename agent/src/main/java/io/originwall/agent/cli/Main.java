package io.originwall.agent.cli;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = run(Console.ofProcess(), args);
        System.out.flush();
        // Not a return from main: a stuck fetch thread must not keep a finished command alive.
        System.exit(code);
    }

    /** Runs one command line and returns its exit code; never ends the process. */
    public static int run(Console console, String... args) {
        return Originwall.commandLine(console).execute(args);
    }
}
