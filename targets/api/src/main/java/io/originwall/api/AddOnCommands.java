package io.originwall.api;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Commands that an add-on brings, {@code originwall NAME SUBCOMMAND}. Found by {@link java.util.ServiceLoader}, where the launcher loads the
 * add-on: its descriptor names the same words.
 */
public interface AddOnCommands {
    /** The words that may be typed for NAME. Help shows the first. */
    List<String> names();

    /** One sentence for help. */
    String description();

    /** The subcommands, new ones for each call: objects with the annotations of picocli, whose result is the exit code. */
    List<Callable<Integer>> subcommands(AddOnContext context);
}
