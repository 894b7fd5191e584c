package io.originwall.agent.cli;

import io.originwall.api.Change;

/** Colours, or none. */
record Style(boolean colours) {
    private static final String RESET = "\u001b[0m";

    String change(Change change) {
        return switch (change.op()) {
            case ADD -> in("\u001b[32m", change.toString());
            case REMOVE -> in("\u001b[31m", change.toString());
            case REPAIR -> in("\u001b[33m", change.toString());
        };
    }

    String good(String text) {
        return in("\u001b[32m", text);
    }

    String bad(String text) {
        return in("\u001b[31m", text);
    }

    String strong(String text) {
        return in("\u001b[1m", text);
    }

    private String in(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}
