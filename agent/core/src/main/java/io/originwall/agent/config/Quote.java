package io.originwall.agent.config;

import io.originwall.text.OneLine;
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
        return OneLine.masked(text, LONGEST);
    }
}
