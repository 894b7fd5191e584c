package io.originwall.host.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code iptables-save -c} printed, read by its grammar. A quoted text may hold anything, newlines too; names of chains and interfaces are
 * printed as they are, so that what is not of the expected form may hide something.
 *
 * @param tables the chains of each table, by name, each with its rules
 * @param problem what is not of the expected form; what is read is not to be relied on then
 */
record SavedTables(Map<String, Map<String, List<Rule>>> tables, Optional<String> problem) {
    private static final Pattern TABLE = Pattern.compile("\\*(\\S+)");
    private static final Pattern CHAIN = Pattern.compile(":(\\S+) (?:-|[A-Z]+) \\[\\d+:\\d+]");

    /** Options whose values are quoted where they have to be. After any other a quote is part of a name, and opens nothing. */
    private static final Set<String> QUOTED = Set.of(
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
            "--label");

    static SavedTables parse(String text) {
        return new Reader(text).read();
    }

    /** The chains of one table; none where it was not saved. */
    Map<String, List<Rule>> chains(String table) {
        return tables.getOrDefault(table, Map.of());
    }

    private static final class Reader {
        private final String text;
        private final Map<String, Map<String, List<Rule>>> tables = new LinkedHashMap<>();
        private Optional<Map<String, List<Rule>>> chains = Optional.empty();
        private boolean inRules;
        private Optional<String> problem = Optional.empty();

        private Reader(String text) {
            this.text = text;
        }

        private SavedTables read() {
            int start = 0;
            while (start < text.length() && problem.isEmpty()) {
                int end = end(start);
                line(text.substring(start, end));
                start = end + 1;
            }
            if (chains.isPresent()) {
                strange("a table without COMMIT");
            }
            return new SavedTables(tables, problem);
        }

        private void strange(String what) {
            problem = problem.or(() -> Optional.of(what));
        }

        /** Of the line that starts there: its newline is not in quotes. */
        private int end(int start) {
            if (text.charAt(start) == '#') {
                int end = text.indexOf('\n', start);
                return end < 0 ? text.length() : end;
            }
            for (int i = start; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    return i;
                }
                if (c == '"') {
                    i = closing(start, i);
                }
            }
            return text.length();
        }

        /** Where the quote closes that opens there. */
        private int closing(int start, int open) {
            int space = open - 1;
            int option = text.lastIndexOf(' ', space - 1) + 1;
            if (space <= start || text.charAt(space) != ' ' || !QUOTED.contains(text.substring(option, space))) {
                strange("a quote where none belongs");
                return open;
            }
            for (int i = open + 1; i < text.length(); i++) {
                if (text.charAt(i) == '\\') {
                    i++;
                } else if (text.charAt(i) == '"') {
                    if (i + 1 < text.length() && text.charAt(i + 1) != ' ' && text.charAt(i + 1) != '\n') {
                        strange("a quoted text that goes on");
                    }
                    return i;
                }
            }
            strange("a quote that does not close");
            return text.length();
        }

        private void line(String line) {
            if (chains.isEmpty()) {
                outside(line);
            } else if (line.equals("COMMIT")) {
                chains = Optional.empty();
            } else if (line.startsWith(":")) {
                Matcher chain = CHAIN.matcher(line);
                if (inRules
                        || !chain.matches()
                        || chains.get().putIfAbsent(chain.group(1), new ArrayList<>()) != null) {
                    strange("chain \"" + line + '"');
                }
            } else {
                inRules = true;
                rule(line, chains.get());
            }
        }

        private void outside(String line) {
            Matcher table = TABLE.matcher(line);
            if (table.matches()) {
                chains = Optional.of(tables.computeIfAbsent(table.group(1), name -> new LinkedHashMap<>()));
                inRules = false;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                strange("line \"" + line + '"');
            }
        }

        private void rule(String line, Map<String, List<Rule>> all) {
            Optional<Rule> rule =
                    Rule.parse(line, chain -> all.getOrDefault(chain, List.of()).size() + 1);
            if (rule.isPresent() && all.containsKey(rule.get().chain())) {
                all.get(rule.get().chain()).add(rule.get());
            } else {
                strange("line \"" + line + '"');
            }
        }
    }
}
