package io.originwall.linux.nftables;

import io.originwall.linux.nftables.TableState.SetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads what {@code nft -nn list table} prints. Text and not JSON: nft needs less time to print it (10k blocks: 42 ms against 55 ms), and it
 * leaves nothing out. But names and comments of others stand in it as they are, newlines and quotes included, so it may pass for what it is
 * not. What is told by those is therefore read from JSON, by {@link TableReader}; here the sets are read, whose elements have no such text in
 * them as long as they are ours, and what JSON leaves out. Elements are cut out and not looked at. One pass over the text.
 */
final class TableParser {
    private static final String ELEMENTS = "elements = { ";

    private final String text;
    private int position;
    private final List<String> attributes = new ArrayList<>();
    private final Map<String, SetState> sets = new LinkedHashMap<>();
    private final Map<String, String> chainComments = new LinkedHashMap<>();
    private final List<String> strange = new ArrayList<>();

    private TableParser(String text, int position) {
        this.text = text;
        this.position = position;
    }

    /**
     * What the text tells of a table.
     *
     * @param attributes lines that stand in the table itself
     * @param sets by name
     * @param chainComments of chains that have one
     * @param strange what no table of ours prints, so that the rest may not be what it seems
     */
    record TableText(
            List<String> attributes,
            Map<String, SetState> sets,
            Map<String, String> chainComments,
            List<String> strange) {}

    /** The first table of that name in the text. */
    static Optional<TableText> parse(String text, String table) {
        String header = "table inet " + table + " {";
        int start = text.startsWith(header) ? 0 : text.indexOf('\n' + header) + 1;
        return text.startsWith(header, start)
                ? Optional.of(new TableParser(text, start + header.length()).table())
                : Optional.empty();
    }

    private TableText table() {
        String owner = line().strip().replaceFirst("^# progname ", "");
        String line = line();
        for (; !line.equals("}") && position < text.length(); line = line()) {
            String item = line.strip();
            if (item.endsWith(" {")) {
                block(item.substring(0, item.length() - 2));
            } else if (!item.isEmpty()) {
                boolean owned = item.startsWith("flags ") && !owner.isEmpty();
                attributes.add(item.startsWith("#") ? "comment" : item + (owned ? ", of a process " + owner : ""));
            }
        }
        if (!line.equals("}") || position < text.length()) {
            strange.add("it does not end where it should");
        }
        plainText();
        return new TableText(attributes, sets, chainComments, strange);
    }

    /** Of others' bytes JSON tells nothing where they are no UTF-8, and there a name that begins with @ passes for a set. */
    private void plainText() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\t') || c > '~') {
                strange.add("it holds text that is not plain ASCII");
                return;
            }
        }
        if (text.contains("\"@")) {
            strange.add("it holds text that begins with @");
        }
    }

    private void block(String item) {
        String kind = item.substring(0, Math.max(item.indexOf(' '), 0));
        String name = item.substring(item.indexOf(' ') + 1);
        if (kind.equals("set")) {
            if (sets.put(name, set()) != null) {
                strange.add("it holds two sets " + name);
            }
        } else if (kind.equals("chain")) {
            List<String> lines = lines();
            if (!lines.isEmpty() && lines.get(0).startsWith("comment ")) {
                chainComments.put(name, lines.get(0));
            }
        } else {
            lines();
        }
    }

    private SetState set() {
        TreeSet<String> declaration = new TreeSet<>((a, b) -> order(a).compareTo(order(b)));
        String elements = "";
        for (String item = item(); !item.equals("}"); item = item()) {
            if (item.startsWith(ELEMENTS)) {
                elements = elements(item);
            } else if (!item.isEmpty()) {
                declaration.add(item);
            }
        }
        return new SetState(declaration.stream().map(line -> line + ";").collect(Collectors.joining(" ")), elements);
    }

    /** Type first, then flags, then the rest. */
    private static String order(String line) {
        return (line.startsWith("type") ? "0" : line.startsWith("flags") ? "1" : "2") + line;
    }

    /** From here to the closing brace at the end of a line, which no element can hold. */
    private String elements(String firstLine) {
        int start = position - 1 - firstLine.length() + ELEMENTS.length();
        int closing = text.indexOf(" }\n", start);
        int end = closing < 0 ? text.length() : closing;
        position = closing < 0 ? end : text.indexOf('\n', end) + 1;
        return text.substring(Math.min(start, end), end);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int depth = 1;
        while (true) {
            String item = item();
            if (item.equals("}") && --depth == 0) {
                return lines;
            }
            if (item.endsWith(" {")) {
                depth++;
            }
            if (!item.isEmpty()) {
                lines.add(item);
            }
        }
    }

    private String item() {
        if (position >= text.length()) {
            // Cut short: end every open block; what is missing shows as a difference.
            return "}";
        }
        return line().strip();
    }

    private String line() {
        int end = text.indexOf('\n', position);
        int stop = end < 0 ? text.length() : end;
        String line = text.substring(position, stop);
        position = Math.min(stop + 1, text.length());
        return line;
    }
}
