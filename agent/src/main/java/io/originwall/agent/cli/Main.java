package io.originwall.agent.cli;

import picocli.CommandLine;

/** The door of the program; the one place that ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Originwall()).execute(args));
    }
}
