package io.originwall.linux.nftables;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.json.Fields;
import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import io.originwall.linux.cases.PlaceCases;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.testing.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and comments that somebody else chose, written to a real kernel: a table that has any never passes for ours. */
class NftablesForeignTextTest extends PlaceCases {
    private static final Guard GUARD = guard("80/tcp", "443/tcp", "443/udp");
    private static final Map<String, Object> ACCEPT = Map.of("accept", Map.of());

    private final LinuxTarget target;
    private String ours = "";

    NftablesForeignTextTest() throws TargetException {
        super(NftablesPlace::new);
        target = place.target();
    }

    @BeforeEach
    void startClean() throws TargetException {
        place.clear();
        target.plan(GUARD).apply();
        ours = place.whole();
    }

    /** Loads JSON, in which nft takes any text for a name and a comment. */
    private void load(List<Map<String, Object>> commands) {
        lab.nftJson(Json.ascii(Map.of("nftables", commands)));
    }

    private static Map<String, Object> command(String verb, String kind, Map<String, Object> fields) {
        Map<String, Object> object = new LinkedHashMap<>(Map.of("family", "inet", "table", "originwall"));
        object.putAll(fields);
        return Map.of(verb, Map.of(kind, object));
    }

    private void isDriftThatIsPutRight(String what) throws TargetException {
        assertThat(target.plan(GUARD).changes()).as(what).isNotEmpty();
        target.plan(GUARD).apply();
        assertThat(target.plan(GUARD).changes()).as(what).isEmpty();
        assertThat(place.whole()).as(what).isEqualTo(ours);
    }

    /** nft prints a comment as it is, so as text these two rules are one that has the other in its comment, or two. */
    @Test
    void aRuleInTheCommentOfTheRuleBeforeIsMissing() throws Exception {
        swallow("check", 3);

        assertThat(place.whole()).isEqualTo(ours);
        isDriftThatIsPutRight("the last rule is only a comment");
    }

    /** Writes the rules of a chain anew, one of them in the comment of the one before; too long ones the kernel refuses. */
    private void swallow(String chain, int before) throws IOException {
        List<String> texts = lab.run("nft", "-s", "list", "chain", "inet", "originwall", chain)
                .lines()
                .filter(line -> line.contains(" comment "))
                .map(String::strip)
                .toList();
        List<Map<String, Object>> commands = new ArrayList<>();
        commands.add(Map.of("flush", Map.of("chain", Map.of("family", "inet", "table", "originwall", "name", chain))));
        String printed = lab.run("nft", "-j", "-s", "list", "chain", "inet", "originwall", chain);
        int index = 0;
        for (Fields object : JsonReader.document(printed).objects("nftables")) {
            if (object.has("rule") && index++ != before + 1) {
                Map<String, Object> rule =
                        new LinkedHashMap<>(object.object("rule").all());
                rule.remove("handle");
                if (index == before + 1) {
                    String next = texts.get(before + 1);
                    rule.put("comment", rule.get("comment") + "\"\n\t\t" + next.substring(0, next.length() - 1));
                }
                commands.add(Map.of("add", Map.of("rule", rule)));
            }
        }
        load(commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lo,", "a\", \"b", "{", "}", "x }", "\"", "eth\u00e9", "a b", "#", "new\nline"})
    void anInterfaceOfAnyNameIsSeenInTheExemption(String name) throws TargetException {
        load(List.of(command("add", "element", Map.of("name", set("exempt_if"), "elem", List.of(name)))));

        isDriftThatIsPutRight(name);
    }

    /** As text, this one element is two. */
    @Test
    void twoInterfacesAreNotOneWhoseNameHasAComma() throws TargetException {
        lab.run("ip", "link", "add", "docker0", "type", "bridge");
        target.plan(GUARD).apply();
        ours = place.whole();
        lab.nft("flush set inet originwall " + set("exempt_if") + "\n");
        load(List.of(command("add", "element", Map.of("name", set("exempt_if"), "elem", List.of("docker0\", \"lo")))));

        isDriftThatIsPutRight("docker0\", \"lo");
        lab.run("ip", "link", "delete", "docker0");
        target.plan(GUARD).apply();
    }

    /** JSON leaves out what is no UTF-8: an element, and a jump too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "add element inet originwall exempt_if_1 { \"e\\377h\" }",
                "add rule inet originwall gate counter comment \"\\377\""
            })
    void bytesThatAreNoTextAreSeen(String command) throws TargetException {
        lab.run("bash", "-c", "printf '" + command.replace("\"", "\\\"") + "\\n' | nft -f -");

        isDriftThatIsPutRight(command);
    }

    @Test
    void aTableThatSomebodyElseChangedInAnyWayNeverReadsAsOurs() {
        forAll(60, any -> {
            String what = change(any);
            isDriftThatIsPutRight(what);
        });
    }

    /** One change that matters, with text that is made to be mistaken. */
    private String change(Generator any) throws IOException {
        String text = text(any);
        List<Map<String, Object>> commands = new ArrayList<>();
        switch (any.between(0, 5)) {
            case 0 -> {
                String chain = any.oneOf(List.of("prerouting", "gate", "check"));
                int rule = any.between(0, chain.equals("prerouting") ? 0 : 2);
                swallow(chain, rule);
                return "rule " + rule + " of " + chain + " has the next one in its comment";
            }
            case 1 ->
                commands.add(command(
                        any.flag() ? "add" : "insert",
                        "rule",
                        Map.of(
                                "chain",
                                any.oneOf(List.of("prerouting", "gate", "check")),
                                "comment",
                                text,
                                "expr",
                                List.of(any.oneOf(List.of(ACCEPT, Map.of("return", Map.of())))))));
            case 2 ->
                commands.add(command(
                        "add",
                        "element",
                        Map.of(
                                "name",
                                set("exempt_if"),
                                "elem",
                                List.of(text.length() > 15 ? text.substring(0, 15) : text))));
            case 3 ->
                commands.add(command(
                        "add",
                        "element",
                        Map.of(
                                "name",
                                set("allow4"),
                                "elem",
                                List.of(Map.of("elem", Map.of("val", "198.51.100.7", "comment", text))))));
            case 4 -> commands.add(command("add", "chain", Map.of("name", text + "y")));
            default -> commands.add(command("add", "set", Map.of("name", text + "y", "type", "ipv4_addr")));
        }
        load(commands);
        return commands.toString();
    }

    private String set(String name) {
        return PlainNames.find(lab.run("nft", "-t", "list", "table", "inet", "originwall"), name);
    }

    private String text(Generator any) {
        List<String> lines = ours.lines().toList();
        String start = any.oneOf(lines);
        StringBuilder text = new StringBuilder(any.oneOf(List.of("", "x", "originwall: drop\"", "check", " }", "\"")));
        if (any.flag()) {
            text.append('\n').append(start);
        }
        for (int i = any.between(0, 4); i > 0; i--) {
            text.append(any.oneOf(
                    List.of("\n", "\t", "\"", ",", " }", "{", "\n}", "\\", "#", "é", "lo", "a", ";", "\n\t}")));
        }
        String whole = text.isEmpty() ? "y" : text.toString();
        return whole.length() > 100 ? whole.substring(0, 100) : whole;
    }
}
