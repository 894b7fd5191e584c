package io.originwall.net;

/** Text that is not the address, block or port it should be; the message is one line and quotes the text. */
public final class AddressFormatException extends IllegalArgumentException {
    private static final int LONGEST = 60;

    private final String problem;

    AddressFormatException(String text, String problem) {
        super("\"" + abbreviated(text) + "\": " + problem);
        this.problem = problem;
    }

    /** What is wrong with it, without the text itself: that may be a secret, or be quoted by the caller as the user wrote it. */
    public String problem() {
        return problem;
    }

    private static String abbreviated(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(LONGEST).map(c -> isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
        return text.codePointCount(0, text.length()) <= LONGEST
                ? printable.toString()
                : printable.append('…').toString();
    }

    /** Neither a control character, which a terminal may obey, nor one that turns the direction of writing. */
    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    }
}
