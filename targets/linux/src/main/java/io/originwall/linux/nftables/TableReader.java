package io.originwall.linux.nftables;

import io.originwall.api.Parallel;
import io.originwall.api.TargetException;
import io.originwall.json.Fields;
import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.nftables.TableParser.TableText;
import io.originwall.linux.nftables.TableState.SetState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Reads a table from what nft prints of it: as text, and as JSON without the elements, which are many, but for the one set whose elements
 * are names. What cannot be understood is in the state as something strange, so that it never passes for a table of ours.
 */
final class TableReader {
    private static final Set<String> RULE_FIELDS =
            Set.of("family", "table", "chain", "handle", "index", "comment", "expr");
    private static final Set<String> CHAIN_FIELDS =
            Set.of("family", "table", "name", "handle", "type", "hook", "prio", "policy", "comment");

    private static final Answer ONLY_LOOPBACK = new Answer(
            Optional.of("{\"nftables\": [{\"set\": {\"elem\": [\"" + GuardShape.LOOPBACK + "\"]}}]}"),
            Optional.empty());

    private final Map<String, List<String>> chains = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private final Set<String> sets = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private final TreeSet<String> exempted = new TreeSet<>();
    private final List<String> strange = new ArrayList<>();

    private TableReader() {}

    /**
     * Empty where there is no such table. Somebody may write between the commands, so what does not fit together is read once more before it
     * is believed.
     */
    static Optional<TableState> read(Nft nft, String table) throws TargetException {
        Optional<Reading> first = readOnce(nft, table);
        boolean isDoubtful = first.filter(reading -> !reading.fits()).isPresent();
        return (isDoubtful ? readOnce(nft, table) : first).map(Reading::state);
    }

    /** @param fits whether the commands tell of the same sets, and nothing strange */
    private record Reading(TableState state, boolean fits) {}

    private static Optional<Reading> readOnce(Nft nft, String table) throws TargetException {
        List<Answer> answers = answers(
                nft, List.of(List.of("list table inet " + table), List.of("-j", "-t", "list table inet " + table)));
        Optional<TableText> text = answers.get(0).orThrow().flatMap(printed -> TableParser.parse(printed, table));
        return text.map(read -> reading(
                read, answers.get(1), set -> Answer.of(nft, List.of("-j", "list set inet " + table + ' ' + set))));
    }

    /** What a command printed, empty where what it names is not there, or why it did not. */
    private record Answer(Optional<String> printed, Optional<TargetException> problem) {
        static Answer of(Nft nft, List<String> arguments) {
            try {
                return new Answer(nft.read(arguments.toArray(String[]::new)), Optional.empty());
            } catch (TargetException e) {
                return new Answer(Optional.empty(), Optional.of(e));
            }
        }

        Optional<String> orThrow() throws TargetException {
            if (problem.isPresent()) {
                throw problem.get();
            }
            return printed;
        }
    }

    private static List<Answer> answers(Nft nft, List<List<String>> commands) throws TargetException {
        try {
            return Parallel.each(commands, arguments -> Answer.of(nft, arguments));
        } catch (CompletionException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TargetException("interrupted while it read what is there; nothing was changed", e);
            }
            throw e;
        }
    }

    /** The interfaces are asked for only where there are some beside loopback: the text of one short name has one meaning. */
    private static Reading reading(TableText text, Answer structure, Function<String, Answer> elements) {
        TableReader rules = new TableReader();
        try {
            rules.structure(structure.printed());
        } catch (IOException e) {
            // It is read once more below, and told there.
        }
        String set = rules.exemptSet();
        boolean onlyLoopback = Optional.ofNullable(text.sets().get(set))
                .filter(there -> there.elements().equals('"' + GuardShape.LOOPBACK + '"'))
                .isPresent();
        Answer exempted = onlyLoopback ? ONLY_LOOPBACK : elements.apply(set);
        TableState state = of(
                text,
                structure.printed(),
                exempted.printed(),
                structure.problem().or(exempted::problem).map(e -> String.valueOf(e.getMessage())));
        return new Reading(
                state, state.strange().isEmpty() && text.sets().keySet().equals(rules.sets));
    }

    /**
     * Puts together what three commands printed.
     *
     * @param structure of the table, as JSON without elements
     * @param exempted the set of interfaces, as JSON
     * @param problem why one of them is missing
     */
    static TableState of(
            TableText text, Optional<String> structure, Optional<String> exempted, Optional<String> problem) {
        TableReader reader = new TableReader();
        reader.strange.addAll(text.strange());
        try {
            reader.structure(structure);
            reader.exempted(exempted);
        } catch (IOException e) {
            // Where the text is strange already, this is most likely why.
            if (reader.strange.isEmpty()) {
                reader.strange.add("its rules cannot be read: " + problem.orElse("no JSON: " + firstLine(e)));
            }
        }
        Map<String, SetState> known = new LinkedHashMap<>(text.sets());
        known.keySet().retainAll(reader.sets);
        reader.sets.forEach(set -> known.putIfAbsent(set, new SetState("", "")));
        text.chainComments()
                .forEach((chain, comment) ->
                        reader.chains.getOrDefault(chain, new ArrayList<>()).add(0, comment));
        return new TableState(
                text.attributes(),
                known,
                reader.chains,
                reader.counters,
                reader.others,
                reader.exempted,
                reader.strange);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static List<Fields> objects(Optional<String> json) throws IOException {
        return JsonReader.document(json.orElse("")).objects("nftables");
    }

    private void structure(Optional<String> json) throws IOException {
        for (Fields object : objects(json)) {
            String kind =
                    object.all().size() == 1 ? object.all().keySet().iterator().next() : "";
            Fields item = object.object(kind);
            switch (kind) {
                case "metainfo", "table" -> {}
                case "set" -> sets.add(item.text("name"));
                case "chain" -> chain(item);
                case "rule" -> rule(item);
                case "counter" -> counters.put(item.text("name"), item.longNumber("packets"));
                default -> others.add(kind + ' ' + item.text("name"));
            }
        }
    }

    private void chain(Fields chain) throws IOException {
        List<String> lines = chains.computeIfAbsent(chain.text("name"), name -> new ArrayList<>());
        if (chain.has("hook")) {
            lines.add(
                    0,
                    "type " + chain.text("type") + " hook " + chain.text("hook") + " priority " + chain.number("prio")
                            + "; policy " + chain.text("policy") + ';');
        }
        foreignFields(chain, CHAIN_FIELDS, "chain " + chain.text("name"));
    }

    private void rule(Fields rule) throws IOException {
        if (!(rule.all().get("expr") instanceof List<?> expressions)) {
            throw new IOException("a rule without expressions");
        }
        chains.computeIfAbsent(rule.text("chain"), name -> new ArrayList<>())
                .add(RuleText.of(expressions, rule.find("comment")));
        foreignFields(rule, RULE_FIELDS, "a rule of chain " + rule.text("chain"));
    }

    private void foreignFields(Fields object, Set<String> ours, String what) {
        object.all().keySet().stream()
                .filter(field -> !ours.contains(field))
                .forEach(field -> strange.add(what + " has \"" + field + '"'));
    }

    /** The kernel's name for the set of interfaces that the rules look up. */
    private String exemptSet() {
        return Generation.inForce(chains, sets).nameOf(TableShape.EXEMPT);
    }

    private void exempted(Optional<String> json) throws IOException {
        if (!sets.contains(exemptSet())) {
            return;
        }
        for (Fields object : objects(json)) {
            if (object.object("set").all().get("elem") instanceof List<?> elements) {
                for (Object element : elements) {
                    if (element instanceof String name) {
                        exempted.add(name);
                    } else {
                        strange.add("set " + TableShape.EXEMPT + " holds " + Json.ascii(element));
                    }
                }
            }
        }
    }
}
