package io.originwall.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows in the end of what was written to it; as far as a progress row needs it. */
final class TerminalScreen {
    private static final Pattern PIECE = Pattern.compile("\r|\n|\u001b\\[K|\u001b\\[\\?7[lh]|[^\r\n\u001b]+");

    private TerminalScreen() {}

    /** The rows from the top on; the last one may be unfinished. */
    static List<String> rows(String written) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        int column = 0;
        Matcher pieces = PIECE.matcher(written);
        while (pieces.find()) {
            String piece = pieces.group();
            switch (piece) {
                case "\r" -> column = 0;
                case "\n" -> {
                    rows.add(row.toString());
                    row.setLength(0);
                    column = 0;
                }
                case "\u001b[K" -> row.setLength(column);
                case "\u001b[?7l", "\u001b[?7h" -> {}
                default -> {
                    row.replace(column, Math.min(column + piece.length(), row.length()), piece);
                    column += piece.length();
                }
            }
        }
        if (!row.isEmpty()) {
            rows.add(row.toString());
        }
        return rows;
    }
}
