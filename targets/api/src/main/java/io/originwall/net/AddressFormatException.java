package io.originwall.net;

import io.originwall.text.OneLine;

/** Text that is not the address, block or port it should be; the message is one line and quotes the text. */
public final class AddressFormatException extends IllegalArgumentException {
    private static final int LONGEST = 60;

    private final String problem;

    AddressFormatException(String text, String problem) {
        super("\"" + OneLine.masked(text, LONGEST) + "\": " + problem);
        this.problem = problem;
    }

    /** What is wrong with it, without the text itself: that may be a secret, or be quoted by the caller as the user wrote it. */
    public String problem() {
        return problem;
    }
}
