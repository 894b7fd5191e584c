package io.originwall.api;

import java.util.Iterator;
import java.util.List;

/**
 * The completion candidates of an option that takes the name of a target: they are in the config, so the completion scripts ask the program
 * for them when Tab is pressed.
 */
public final class TargetNames implements Iterable<String> {
    /** The function of the completion scripts that asks. */
    public static final String FUNCTION = "__originwall_targets";

    @Override
    public Iterator<String> iterator() {
        return List.of(FUNCTION).iterator();
    }
}
