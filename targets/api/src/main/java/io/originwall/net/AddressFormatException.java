package io.originwall.net;

/** Text that is not the address, block or port it should be; the message is one line and quotes the text. */
public final class AddressFormatException extends IllegalArgumentException {
    AddressFormatException(String text, String problem) {
        super("\"" + abbreviated(text) + "\": " + problem);
    }

    private static String abbreviated(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "…";
    }
}
