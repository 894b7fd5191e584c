package io.originwall.linux.iptables;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Where quoted values end in what {@code iptables-save} prints. It quotes the values of some options where they have to be, and escapes quotes
 * and backslashes in them; names of chains, interfaces and sets it prints as they are, so that a quote in one of these opens nothing.
 */
final class QuotedValues {
    /** Their values may hold anything, newlines too. */
    private static final Set<String> ANY_TEXT = Set.of(
            "--comment",
            "--log-prefix",
            "--nflog-prefix",
            "--ulog-prefix",
            "--string",
            "--hex-string",
            "--u32",
            "--helper",
            "--bytecode",
            "--object-pinned",
            "--led-trigger-id",
            "--label",
            "--path",
            "--nfacct-name");

    private static final Set<String> NAME = Set.of("-A", "-i", "-o", "-j", "-g", "--match-set");

    private QuotedValues() {}

    /**
     * Where the value ends that the quote there opens: at its last quote, or at this very one where it is part of a name. Empty where that
     * cannot be told.
     *
     * @param start of the line or rule that the quote stands in
     */
    static OptionalInt end(String text, int start, int open) {
        if (open == start || text.charAt(open - 1) != ' ') {
            return OptionalInt.of(open);
        }
        int space = open;
        while (space > start && text.charAt(space - 1) == ' ') {
            space--;
        }
        String option = text.substring(Math.max(start, text.lastIndexOf(' ', space - 1) + 1), space);
        if (NAME.contains(option)) {
            return OptionalInt.of(open);
        }
        int end = closing(text, open);
        boolean closes = end < text.length()
                && (end + 1 == text.length() || text.charAt(end + 1) == ' ' || text.charAt(end + 1) == '\n');
        boolean isValue = ANY_TEXT.contains(option)
                || (option.startsWith("--") && closes && isPlain(text.substring(open + 1, end)));
        return closes && isValue ? OptionalInt.of(end) : OptionalInt.empty();
    }

    /**
     * What follows an option that is not known may be a name as well. That it is read past a quote which opens a comment shows, for the
     * comment's option would be in it.
     */
    private static boolean isPlain(String value) {
        return !value.contains(" -") && !value.contains("\n");
    }

    private static int closing(String text, int open) {
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return text.length();
    }
}
