package io.originwall.linux.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code iptables-save -c} printed, read by its grammar. A quoted text may hold anything, newlines too; names of chains and interfaces are
 * printed as they are, so that what is not of the expected form may hide something.
 *
 * @param tables the chains of each table, by name, each with its rules
 * @param strange what is not of the expected form
 */
record SavedTables(Map<String, Map<String, List<Rule>>> tables, List<Strange> strange) {
    private static final Pattern TABLE = Pattern.compile("\\*(\\S+)");
    private static final Pattern CHAIN = Pattern.compile(":(\\S+) (?:-|[A-Z]+) \\[\\d+:\\d+]");
    private static final Pattern IN_CHAIN = Pattern.compile("\\[\\d+:\\d+] -A (\\S+) ");

    /**
     * What is not of the expected form.
     *
     * @param chains of which rules may be missing
     * @param everywhere whether that may be any chain of any table
     */
    record Strange(String table, Set<String> chains, boolean everywhere, String what) {
        private boolean concerns(String name, Set<String> some) {
            return everywhere || (table.equals(name) && some.stream().anyMatch(chains::contains));
        }
    }

    static SavedTables parse(String text) {
        return new Reader(text).read();
    }

    /** The chains of one table; none where it was not saved. */
    Map<String, List<Rule>> chains(String table) {
        return tables.getOrDefault(table, Map.of());
    }

    /** Why the rules of these chains are not to be relied on; empty where they are. */
    Optional<String> problem(String table, Set<String> chains) {
        return strange.stream()
                .filter(part -> part.concerns(table, chains))
                .map(Strange::what)
                .findFirst();
    }

    private static final class Reader {
        private final String text;
        private final Map<String, Map<String, List<Rule>>> tables = new LinkedHashMap<>();
        private final List<Strange> strange = new ArrayList<>();
        private Optional<Map<String, List<Rule>>> chains = Optional.empty();
        private String table = "";
        /** Of the rule that was read last. */
        private Optional<String> chain = Optional.empty();

        private Reader(String text) {
            this.text = text;
        }

        private SavedTables read() {
            int start = 0;
            while (start < text.length()) {
                OptionalInt end = end(start);
                if (end.isEmpty()) {
                    // Any newline from here on may be in quotes.
                    lost(text.substring(start));
                    return new SavedTables(tables, strange);
                }
                line(text.substring(start, end.getAsInt()));
                start = end.getAsInt() + 1;
            }
            if (chains.isPresent()) {
                everywhere("a table without COMMIT");
            }
            return new SavedTables(tables, strange);
        }

        private void everywhere(String what) {
            strange.add(new Strange(table, Set.of(), true, what));
        }

        /** The rules of a table are printed chain by chain, in the order of its chains. */
        private void lost(String rest) {
            String what =
                    "a quote where none belongs: \"" + rest.lines().findFirst().orElse("") + '"';
            Matcher rule = IN_CHAIN.matcher(rest);
            List<String> order = new ArrayList<>(chains.orElse(Map.of()).keySet());
            int first = rule.lookingAt() ? order.indexOf(rule.group(1)) : -1;
            if (first < 0) {
                everywhere(what);
            } else {
                strange.add(new Strange(table, new LinkedHashSet<>(order.subList(first, order.size())), false, what));
            }
        }

        /** Of the line that starts there: its newline is not in quotes. */
        private OptionalInt end(int start) {
            if (text.charAt(start) == '#') {
                int end = text.indexOf('\n', start);
                return OptionalInt.of(end < 0 ? text.length() : end);
            }
            for (int i = start; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    return OptionalInt.of(i);
                }
                if (c == '"') {
                    OptionalInt end = QuotedValues.end(text, start, i);
                    if (end.isEmpty()) {
                        return end;
                    }
                    i = end.getAsInt();
                }
            }
            return OptionalInt.of(text.length());
        }

        private void line(String line) {
            if (chains.isEmpty()) {
                outside(line);
            } else if (line.equals("COMMIT")) {
                chains = Optional.empty();
            } else if (line.startsWith(":")) {
                Matcher declared = CHAIN.matcher(line);
                if (chain.isPresent()
                        || !declared.matches()
                        || chains.get().putIfAbsent(declared.group(1), new ArrayList<>()) != null) {
                    everywhere("chain \"" + line + '"');
                }
            } else {
                rule(line, chains.get());
            }
        }

        private void outside(String line) {
            Matcher named = TABLE.matcher(line);
            if (named.matches()) {
                table = named.group(1);
                chains = Optional.of(tables.computeIfAbsent(table, name -> new LinkedHashMap<>()));
                chain = Optional.empty();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                everywhere("line \"" + line + '"');
            }
        }

        private void rule(String line, Map<String, List<Rule>> all) {
            Optional<Rule> rule =
                    Rule.parse(line, name -> all.getOrDefault(name, List.of()).size() + 1);
            if (rule.isPresent() && all.containsKey(rule.get().chain())) {
                all.get(rule.get().chain()).add(rule.get());
                chain = Optional.of(rule.get().chain());
            } else if (chain.isPresent() && !RuleShape.isNamed(line)) {
                // The rest of a rule with a newline in a name.
                strange.add(new Strange(table, Set.of(chain.get()), false, "line \"" + line + '"'));
            } else {
                everywhere("line \"" + line + '"');
            }
        }
    }
}
