package io.originwall.agent.cli;

/**
 * Where a command's answer goes, and in which form.
 *
 * @param json one document, instead of text for a person
 */
record Display(Console console, boolean json) {
    Style style() {
        return new Style(console.colours());
    }

    /** A message beside the answer. */
    void tell(String message) {
        console.tell(message);
    }

    void warn(String message) {
        console.warn(message);
    }
}
