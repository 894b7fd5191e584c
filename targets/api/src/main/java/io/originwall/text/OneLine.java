package io.originwall.text;

import java.util.regex.Pattern;

/** Text from outside made fit for one line of a message: nothing breaks out of the line, nothing is obeyed by a terminal. */
public final class OneLine {
    /** Enough for any message that a person reads. */
    private static final int LONGEST = 300;

    /** The text may be a megabyte: more than this many times the wanted length is not read. */
    private static final int SPARE = 8;

    private static final Pattern GAPS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]+");
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** The start of it, with one space for every row of spaces, line ends and controls. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * The same of another length.
     *
     * @param longest without the dots that stand for the rest
     */
    public static String of(String text, int longest) {
        int enough = (int) Math.min((long) SPARE * longest, Integer.MAX_VALUE);
        return cut(GAPS.matcher(cut(text, enough)).replaceAll(" ").strip(), longest);
    }

    /**
     * The start of it, with a question mark for each character that must not be shown, so that the others stay where they were.
     *
     * @param longest in characters of the text, without the dots that stand for the rest
     */
    public static String masked(String text, int longest) {
        // Cut first: the text may be a megabyte.
        boolean whole = text.codePointCount(0, text.length()) <= longest;
        String start = whole ? text : text.substring(0, text.offsetByCodePoints(0, longest));
        return UNSAFE.matcher(start).replaceAll("?") + (whole ? "" : "…");
    }

    /** The start of it as it is, in whole characters, with dots for the rest. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
