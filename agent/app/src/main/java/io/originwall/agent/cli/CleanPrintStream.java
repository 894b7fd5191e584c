package io.originwall.agent.cli;

import io.originwall.agent.log.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints text that may come from anywhere: names of processes, comments of rules, files, the network. Whatever a terminal would obey, or a
 * reader would take for a line of ours, is shown as an escape. A call prints one line or a part of it; its own colours pass.
 */
final class CleanPrintStream extends PrintStream {
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[(0|1|31|32|33)m|\t");

    private final boolean colours;

    private CleanPrintStream(OutputStream out, boolean colours) {
        super(out, true, StandardCharsets.UTF_8);
        this.colours = colours;
    }

    /** @param colours do those of {@link Style} pass? */
    static PrintStream over(PrintStream out, boolean colours) {
        return out instanceof CleanPrintStream ? out : new CleanPrintStream(out, colours);
    }

    @Override
    public void print(String text) {
        super.print(clean(String.valueOf(text)));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    @Override
    public void print(char letter) {
        print(String.valueOf(letter));
    }

    private String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        Matcher own = COLOURS.matcher(text);
        int from = 0;
        while (own.find()) {
            boolean passes = colours || own.group().equals("\t");
            clean.append(Printable.of(text.substring(from, passes ? own.start() : own.end())));
            clean.append(passes ? own.group() : "");
            from = own.end();
        }
        return clean.append(Printable.of(text.substring(from))).toString();
    }
}
