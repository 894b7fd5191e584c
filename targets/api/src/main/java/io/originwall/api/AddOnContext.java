package io.originwall.api;

import java.io.PrintStream;
import java.util.List;

/** What the program does for a command of an add-on. What these methods throw, the command passes on: the program prints it and exits. */
public interface AddOnContext {
    /** A target of the config. */
    record Configured<S extends Record>(String name, S settings) {}

    /**
     * The targets of this type, in the order of the config.
     *
     * @param settings the record that the type's keys bind to
     * @throws Exception if there is no such file, or its config is refused
     */
    <S extends Record> List<Configured<S>> targets(String type, Class<S> settings) throws Exception;

    /**
     * Keeps every other command that changes targets from running, until it is closed.
     *
     * @param command what holds the lock, for whoever finds it
     * @param besideDaemon why it cannot be done while a daemon runs, as the first half of a sentence
     * @throws Exception if a daemon or another command runs
     */
    AutoCloseable lock(String command, String besideDaemon) throws Exception;

    /** For the answer. */
    PrintStream out();

    /** Is the answer to be one JSON document? */
    boolean json();

    /** Prints a change as all commands print it. */
    void print(Change change);

    /** Prints a line beside the answer. */
    void tell(String message);
}
