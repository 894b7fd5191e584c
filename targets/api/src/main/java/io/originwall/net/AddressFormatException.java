package io.originwall.net;

/** Text that is not the address, block or port it should be; the message is one line and quotes the text. */
public final class AddressFormatException extends IllegalArgumentException {
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
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "…";
    }
}
