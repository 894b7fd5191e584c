package io.originwall.linux.iptables;

import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule as {@code iptables-save -c} prints it.
 *
 * @param chain it stands in
 * @param number its place there, counted from 1
 * @param text what follows {@code -A CHAIN}
 * @param packets counted by it
 * @param bytes counted by it
 */
record Rule(String chain, int number, String text, long packets, long bytes) {
    private static final Pattern LINE =
            Pattern.compile("\\[(\\d{1,18}):(\\d{1,18})] -A (\\S+)(?: ((?:! )?-[a-zA-Z-].*))?", Pattern.DOTALL);

    private static final Pattern TARGET = Pattern.compile("(?:^| )-[jg] (\\S+)");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /**
     * Empty where the line is no rule.
     *
     * @param number which place the next rule of a chain has
     */
    static Optional<Rule> parse(String line, ToIntFunction<String> number) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String chain = matcher.group(3);
        return Optional.of(new Rule(
                chain,
                number.applyAsInt(chain),
                Optional.ofNullable(matcher.group(4)).orElse(""),
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2))));
    }

    /** Where the rule sends a packet: a chain, or a verdict; empty text where it only counts. */
    String target() {
        Matcher matcher = TARGET.matcher(unquoted());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Without what others wrote into it. */
    String unquoted() {
        StringBuilder rest = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            rest.append(text.charAt(i));
            int end = text.charAt(i) == '"' ? QuotedValues.end(text, 0, i).orElse(i) : i;
            if (end > i) {
                rest.append('"');
                i = end;
            }
        }
        return rest.toString();
    }

    /** Can a script name it by its text? Each line of one is a command. */
    boolean isOneLine() {
        return !CONTROL.matcher(text).find();
    }
}
