package io.originwall.agent.cli.generate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Writes roff, the language of man pages; every text that goes in is escaped. */
final class Roff {
    private final StringBuilder out = new StringBuilder();

    /** The first line of a page. */
    Roff title(String name, int section, LocalDate date, String source, String manual) {
        out.append(".TH \"%s\" %d %s \"%s\" \"%s\"\n"
                .formatted(escape(name), section, date, escape(source), escape(manual)));
        return this;
    }

    Roff section(String heading) {
        return macro("SH", heading);
    }

    Roff subsection(String heading) {
        return macro("SS", heading);
    }

    /** Text that is filled and wrapped; an empty line parts paragraphs, indented ones stand as they are. */
    Roff text(List<String> lines) {
        List<String> example = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                example.add(line);
                continue;
            }
            flush(example);
            if (line.isBlank()) {
                macro("PP");
            } else {
                text(line);
            }
        }
        flush(example);
        return this;
    }

    private void flush(List<String> example) {
        if (!example.isEmpty()) {
            verbatim(example);
            example.clear();
        }
    }

    /** One paragraph's text; each sentence gets a line of its own, which is where roff wants them to end. */
    Roff text(String line) {
        for (String sentence : line.strip().split("(?<=[.?!]) +", -1)) {
            raw(escape(sentence));
        }
        return this;
    }

    /** Lines that keep their breaks and spaces. */
    Roff verbatim(List<String> lines) {
        macro("EX");
        lines.forEach(line -> raw(escape(line)));
        return macro("EE");
    }

    /** A term in bold, and what is said of it below, indented. */
    Roff definition(String term, List<String> lines) {
        macro("TP");
        raw(bold(term));
        return text(lines);
    }

    /** A line in which {@code bold} stands out and {@code rest} does not. */
    Roff boldThen(String bold, String rest) {
        return raw(bold(bold) + escape(rest));
    }

    private static String bold(String text) {
        return "\\fB" + escape(text) + "\\fR";
    }

    private Roff macro(String name, String... arguments) {
        out.append('.').append(name);
        for (String argument : arguments) {
            out.append(" \"").append(escape(argument)).append('"');
        }
        out.append('\n');
        return this;
    }

    private Roff raw(String line) {
        out.append(line).append('\n');
        return this;
    }

    /**
     * Makes text mean itself. A bare hyphen could be shown as a typographic one and break when copied; a dot or quote at
     * the start of a line would be a command; anything beyond ASCII is named by number, for old renderers.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        if (text.startsWith(".") || text.startsWith("'")) {
            escaped.append("\\&");
        }
        text.codePoints()
                .forEach(point -> escaped.append(
                        switch (point) {
                            case '\\' -> "\\e";
                            case '-' -> "\\-";
                            case '\'' -> "\\(aq";
                            case '"' -> "\\(dq";
                            case '`' -> "\\(ga";
                            case '^' -> "\\(ha";
                            case '~' -> "\\(ti";
                            default -> point < 128 ? Character.toString(point) : "\\[u%04X]".formatted(point);
                        }));
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
