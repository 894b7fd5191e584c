package io.originwall.agent.config;

import java.util.regex.Pattern;

/** The user's text in a message: one line, not too long, and nothing in it that a terminal would act on. */
final class Quote {
    private static final int LONGEST = 60;

    /** A URL's user and password. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    private Quote() {}

    static String of(String text) {
        return "\"" + printable(USER_INFO.matcher(text).replaceAll("//…@")) + "\"";
    }

    static String printable(String text) {
        return printable(text, LONGEST);
    }

    static String printable(String text, int longest) {
        // Cut first: the text may be a megabyte.
        boolean whole = text.codePointCount(0, text.length()) <= longest;
        String start = whole ? text : text.substring(0, text.offsetByCodePoints(0, longest));
        return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?") + (whole ? "" : "…");
    }
}
