package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.w3c.dom.Element;

/**
 * Customer-managed prefix lists. The reference of ModifyManagedPrefixList says: "If you specify a current version number that does not match
 * the true current version number, the request fails"; at most 100 entries to add and 100 to remove; "You cannot modify the entries of a prefix
 * list and modify the size of a prefix list at the same time". A change takes a moment (modify-in-progress), in which there can be no other.
 * moto checks none of it, forgets a name that is left out, fails at an unknown id, and has no RestoreManagedPrefixListVersion.
 */
final class PrefixLists implements Layer {
    private static final int MAX_CHANGES = 100;
    private static final int MAX_ENTRIES = 1000;

    /** Lists in the middle of a change, and what their state is called: until it has been looked at once. */
    private final Map<String, String> changing = new ConcurrentHashMap<>();

    void reset() {
        changing.clear();
    }

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        return switch (call.action()) {
            case "CreateManagedPrefixList" -> create(call, next);
            case "DescribeManagedPrefixLists" -> describe(call, next);
            case "GetManagedPrefixListEntries", "DeleteManagedPrefixList" -> existing(call, next);
            case "ModifyManagedPrefixList" -> modify(call, next);
            case "RestoreManagedPrefixListVersion" -> restore(call, next);
            case "AuthorizeSecurityGroupIngress" -> refer(call, next);
            default -> next.pass(call);
        };
    }

    /** How many rules a reference to this list counts for; 0 where there is no such list. */
    static int size(Call call, String id, Next next) throws IOException {
        return find(call, id, next)
                .flatMap(list -> Xml.text(list, "maxEntries"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    static boolean isIpv6(Call call, String id, Next next) throws IOException {
        return find(call, id, next)
                .flatMap(list -> Xml.text(list, "addressFamily"))
                .equals(Optional.of("IPv6"));
    }

    private static Optional<Element> find(Call call, String id, Next next) throws IOException {
        Answer answer = next.pass(call.instead("DescribeManagedPrefixLists", List.of("PrefixListId.1", id)));
        return Xml.items(Xml.parse(answer.body()), "prefixListSet").stream().findFirst();
    }

    private static Answer unknown(String id) {
        return Answer.refusal("InvalidPrefixListID.NotFound", "The prefix list ID '" + id + "' does not exist");
    }

    private static Answer refer(Call call, Next next) throws IOException {
        for (Permission permission : Permission.added(call)) {
            if (permission.source().startsWith("pl-")
                    && find(call, permission.source(), next).isEmpty()) {
                return unknown(permission.source());
            }
        }
        return next.pass(call);
    }

    private static Answer existing(Call call, Next next) throws IOException {
        String id = call.parameter("PrefixListId").orElse("");
        return find(call, id, next).isEmpty() ? unknown(id) : next.pass(call);
    }

    private Answer create(Call call, Next next) throws IOException {
        int size = Integer.parseInt(call.parameter("MaxEntries").orElse("0"));
        int entries = call.count("Entry");
        if (size < 1 || size > MAX_ENTRIES) {
            return Answer.refusal("InvalidParameterValue", "The maximum number of entries must be between 1 and 1000.");
        }
        if (entries > MAX_CHANGES) {
            return tooMany();
        }
        if (entries > size) {
            return full();
        }
        return began(next.pass(call), "create-in-progress");
    }

    private Answer describe(Call call, Next next) throws IOException {
        for (String id : call.list("PrefixListId")) {
            if (find(call, id, next).isEmpty()) {
                return unknown(id);
            }
        }
        Answer answer = next.pass(call);
        if (!answer.isSuccess()) {
            return answer;
        }
        Element root = Xml.parse(answer.body());
        for (Element list : Xml.items(root, "prefixListSet")) {
            Optional.ofNullable(changing.remove(Xml.text(list, "prefixListId").orElse("")))
                    .ifPresent(state -> Xml.set(list, "state", state));
        }
        return Answer.xml(Xml.write(root));
    }

    private Answer modify(Call call, Next next) throws IOException {
        String id = call.parameter("PrefixListId").orElse("");
        Optional<Element> list = find(call, id, next);
        if (list.isEmpty()) {
            return unknown(id);
        }
        Optional<Answer> refusal = refusal(call, list.get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        int added = call.count("AddEntry");
        int removed = call.count("RemoveEntry");
        if (added > MAX_CHANGES || removed > MAX_CHANGES) {
            return tooMany();
        }
        if (call.parameter("MaxEntries").isPresent() && added + removed > 0) {
            return Answer.refusal(
                    "InvalidParameterCombination",
                    "You cannot modify the entries of a prefix list and modify the size of a prefix list at the same time.");
        }
        Set<String> after = new LinkedHashSet<>(entries(call, id, Optional.empty(), next));
        int size = Integer.parseInt(call.parameter("MaxEntries")
                .orElse(Xml.text(list.get(), "maxEntries").orElse("0")));
        for (int i = 1; i <= removed; i++) {
            after.remove(call.parameter("RemoveEntry." + i + ".Cidr").orElse(""));
        }
        for (int i = 1; i <= added; i++) {
            after.add(call.parameter("AddEntry." + i + ".Cidr").orElse(""));
        }
        if (after.size() > size) {
            return full();
        }
        return began(next.pass(named(call, list.get())), "modify-in-progress");
    }

    private Optional<Answer> refusal(Call call, Element list) {
        String id = Xml.text(list, "prefixListId").orElseThrow();
        String state = changing.remove(id);
        if (state != null) {
            return Optional.of(Answer.refusal(
                    "IncorrectState",
                    "The request cannot be completed while the prefix list (" + id + ") is in the current state ("
                            + state + ")."));
        }
        Optional<String> version = call.parameter("CurrentVersion");
        boolean entries = call.count("AddEntry") + call.count("RemoveEntry") > 0;
        if (version.isEmpty() && (entries || call.action().startsWith("Restore"))) {
            return Optional.of(
                    Answer.refusal("MissingParameter", "The request must contain the parameter CurrentVersion"));
        }
        return version.isPresent() && !version.equals(Xml.text(list, "version"))
                ? Optional.of(Answer.refusal(
                        "PrefixListVersionMismatch", "The prefix list has the incorrect version number."))
                : Optional.empty();
    }

    private static Answer tooMany() {
        return Answer.refusal("InvalidParameterValue", "At most 100 entries can be changed in one request.");
    }

    private static Answer full() {
        return Answer.refusal(
                "PrefixListMaxEntriesExceeded", "You've reached the maximum number of entries for the prefix list.");
    }

    private static Call named(Call call, Element list) {
        Map<String, String> parameters = new LinkedHashMap<>(call.parameters());
        Xml.text(list, "prefixListName").ifPresent(name -> parameters.putIfAbsent("PrefixListName", name));
        return call.with(parameters);
    }

    private Answer began(Answer answer, String state) throws IOException {
        if (!answer.isSuccess()) {
            return answer;
        }
        Element root = Xml.parse(answer.body());
        Element list = Xml.child(root, "prefixList").orElseThrow();
        changing.put(Xml.text(list, "prefixListId").orElseThrow(), state);
        Xml.set(list, "state", state);
        return Answer.xml(Xml.write(root));
    }

    private static Set<String> entries(Call call, String id, Optional<String> version, Next next) throws IOException {
        return described(call, id, version, next).keySet();
    }

    /** The blocks with their descriptions. */
    private static Map<String, String> described(Call call, String id, Optional<String> version, Next next)
            throws IOException {
        List<String> parameters = new ArrayList<>(List.of("PrefixListId", id));
        version.ifPresent(number -> parameters.addAll(List.of("TargetVersion", number)));
        Answer answer = next.pass(call.instead("GetManagedPrefixListEntries", parameters));
        Map<String, String> entries = new LinkedHashMap<>();
        for (Element entry : Xml.items(Xml.parse(answer.body()), "entrySet")) {
            Xml.text(entry, "cidr")
                    .ifPresent(cidr ->
                            entries.put(cidr, Xml.text(entry, "description").orElse("")));
        }
        return entries;
    }

    private Answer restore(Call call, Next next) throws IOException {
        String id = call.parameter("PrefixListId").orElse("");
        Optional<Element> list = find(call, id, next);
        if (list.isEmpty()) {
            return unknown(id);
        }
        Optional<Answer> refusal = refusal(call, list.get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Set<String> now = entries(call, id, Optional.empty(), next);
        Map<String, String> then = described(call, id, call.parameter("PreviousVersion"), next);
        List<String> parameters = new ArrayList<>(List.of("PrefixListId", id));
        int number = 0;
        for (Map.Entry<String, String> entry : then.entrySet()) {
            if (!now.contains(entry.getKey())) {
                String added = "AddEntry." + ++number;
                parameters.addAll(List.of(added + ".Cidr", entry.getKey()));
                parameters.addAll(List.of(added + ".Description", entry.getValue()));
            }
        }
        number = 0;
        for (String block : now) {
            if (!then.containsKey(block)) {
                parameters.addAll(List.of("RemoveEntry." + ++number + ".Cidr", block));
            }
        }
        return began(
                next.pass(named(call.instead("ModifyManagedPrefixList", parameters), list.get())),
                "restore-in-progress");
    }
}
