package io.originwall.windows;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.CommandTimeoutException;
import io.originwall.exec.RunningCommand;
import io.originwall.json.Fields;
import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The Windows Firewall behind its script, as the documentation of its COM object has it. It keeps its rules, is strict about what it is
 * told, and reads rules back in an order and a notation of its own. {@link #judge} tells what becomes of a packet.
 */
final class FakeFirewall implements CommandRunner, Machine {
    private static final String POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
    private static final int GROUP_POLICY_OVERRIDES = 1;
    private static final List<String> OPTIONS =
            List.of(POWERSHELL, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command");

    final List<FakeRule> rules = new ArrayList<>();
    final Map<Integer, FakeProfile> profiles =
            new TreeMap<>(Map.of(1, new FakeProfile(), 2, new FakeProfile(), 4, new FakeProfile()));
    int currentProfiles = 4;
    int modifyState;
    AddressSet localSubnets = AddressSet.empty();
    /** Told after each step that was done. */
    Runnable afterStep = () -> {};

    int reads;
    int writes;
    /** Of one write. */
    int mostSteps;

    private int steps;
    private int refusedFrom = Integer.MAX_VALUE;
    private int refusedTo = Integer.MAX_VALUE;
    private int killedBefore = Integer.MAX_VALUE;
    private final Random order = new Random(7);

    /** The switches of one profile. */
    static final class FakeProfile {
        boolean enabled = true;
        boolean letsInByDefault;
        boolean blocksAll;
        List<String> excluded = List.of();
    }

    /** What becomes of the first packet of a connection: "block rules take precedence over allow rules". */
    boolean judge(Address from, Port to) {
        FakeProfile profile = profiles.get(currentProfiles);
        if (profile == null || !profile.enabled) {
            return true;
        }
        if (profile.blocksAll) {
            return false;
        }
        boolean allowed = profile.letsInByDefault;
        for (FakeRule rule : rules) {
            if (modifyState != GROUP_POLICY_OVERRIDES && rule.matches(from, to, currentProfiles)) {
                if (rule.action == 0) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    /** Refuses some steps, after so many more that are done. */
    void refuse(int done, int refused) {
        refusedFrom = steps + done;
        refusedTo = refusedFrom + refused;
    }

    /** Has PowerShell killed once, after so many more steps. */
    void killAfter(int done) {
        killedBefore = steps + done;
    }

    FakeProfile profile(int id) {
        return Objects.requireNonNull(profiles.get(id));
    }

    List<FakeRule> ours() {
        return rules.stream().filter(rule -> rule.group.equals("Originwall")).toList();
    }

    FakeRule ours(String start) {
        return ours().stream()
                .filter(rule -> rule.name.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    /** All rules, in an order that tells nothing. */
    String text() {
        return rules.stream().map(FakeRule::toString).sorted().collect(Collectors.joining("\n"));
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        List<String> expected = new ArrayList<>(OPTIONS);
        expected.add(Firewall.script());
        if (!command.argv().equals(expected)) {
            throw new AssertionError("unexpected invocation: " + command.argv());
        }
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(command.stdin())) {
            throw new AssertionError("stdin is not ASCII, so its meaning hangs on a code page: " + command.stdin());
        }
        try {
            return answer(JsonReader.object(command.stdin()), command);
        } catch (IOException e) {
            throw new AssertionError("the script would not understand " + command.stdin(), e);
        }
    }

    /** What the script prints for a request. */
    String answer(String request) throws IOException, CommandException {
        return answer(JsonReader.object(request), Command.of(POWERSHELL)).stdout();
    }

    private CommandResult answer(Fields request, Command command) throws IOException, CommandException {
        return request.text("op").equals("read") ? read(request) : write(request, command);
    }

    private CommandResult read(Fields request) throws IOException {
        reads++;
        boolean all = request.truth("all");
        String group = request.text("group");
        List<FakeRule> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, order);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        answer.put("powershell", "5.1.20348.1");
        answer.put("currentProfiles", currentProfiles);
        answer.put("modifyState", modifyState);
        answer.put(
                "profiles",
                profiles.entrySet().stream().map(FakeFirewall::fields).toList());
        answer.put(
                "rules",
                shuffled.stream()
                        .filter(rule -> all || rule.group.equals(group))
                        .map(FakeFirewall::fields)
                        .toList());
        answer.put(
                "names",
                shuffled.stream()
                        .filter(rule -> !all && !rule.group.equals(group))
                        .map(rule -> rule.name)
                        .toList());
        return new CommandResult(1, 0, Json.ascii(answer), "");
    }

    static Map<String, Object> fields(Map.Entry<Integer, FakeProfile> profile) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", profile.getKey());
        fields.put("enabled", profile.getValue().enabled);
        fields.put("inbound", profile.getValue().letsInByDefault ? 1 : 0);
        fields.put("blockAll", profile.getValue().blocksAll);
        fields.put("excluded", profile.getValue().excluded);
        return fields;
    }

    static Map<String, Object> fields(FakeRule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", rule.name);
        fields.put("group", rule.group);
        fields.put("description", rule.description);
        fields.put("enabled", rule.enabled);
        fields.put("direction", rule.direction);
        fields.put("action", rule.action);
        fields.put("protocol", rule.protocol);
        fields.put("localPorts", rule.getLocalPorts());
        fields.put("remotePorts", rule.protocol == 256 ? "" : "*");
        fields.put("localAddresses", "*");
        fields.put("remoteAddresses", rule.remoteAddresses.toString());
        fields.put("profiles", rule.profiles);
        fields.put("application", rule.application);
        fields.put("service", "");
        fields.put("package", "");
        fields.put("interfaces", rule.interfaces);
        fields.put("interfaceTypes", "All");
        fields.put("edgeTraversal", 0);
        fields.put("secureFlags", rule.secureFlags);
        fields.put("localOwner", rule.owner);
        fields.put("localUsers", "");
        fields.put("remoteUsers", "");
        fields.put("remoteMachines", "");
        return fields;
    }

    private CommandResult write(Fields request, Command command) throws IOException, CommandException {
        writes++;
        mostSteps = Math.max(mostSteps, request.objects("steps").size());
        int done = 0;
        for (Fields step : request.objects("steps")) {
            if (steps == killedBefore) {
                killedBefore = Integer.MAX_VALUE;
                throw new CommandTimeoutException(command);
            }
            try {
                if (refusedFrom <= steps && steps < refusedTo) {
                    throw new FakeRule.RefusedException("0x80070005", "Access is denied.\r\n");
                }
                write(request.text("group"), step);
            } catch (FakeRule.RefusedException e) {
                return refusal(e, done, step);
            } finally {
                steps++;
            }
            done++;
            afterStep.run();
        }
        return new CommandResult(1, 0, "{\"ok\":true,\"done\":" + done + "}", "");
    }

    private static CommandResult refusal(FakeRule.RefusedException refused, int done, Fields step) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("done", done);
        answer.put("doing", step.text("op") + " rule " + step.text("name"));
        answer.put("hresult", refused.hresult);
        answer.put("message", String.valueOf(refused.getMessage()));
        return new CommandResult(1, 1, Json.ascii(answer), "");
    }

    private void write(String group, Fields step) throws IOException {
        switch (step.text("op")) {
            case "add" -> rules.add(added(step));
            case "rename" -> rename(group, step.text("name"), step.text("to"));
            case "remove" -> remove(group, step.text("name"));
            default -> throw new AssertionError("unknown step: " + step);
        }
    }

    /** A new rule gets an identifier of its own, so {@code Add} never overwrites one, whatever it is called. */
    private static FakeRule added(Fields step) throws IOException {
        FakeRule rule = new FakeRule();
        rule.putName(step.text("name"));
        rule.putGrouping(step.text("group"));
        rule.description = step.text("description");
        rule.putProtocol(step.number("protocol"));
        rule.putLocalPorts(step.text("localPorts"));
        rule.putRemoteAddresses(step.text("remoteAddresses"));
        rule.putDirection(step.number("direction"));
        rule.putAction(step.number("action"));
        rule.putProfiles(step.number("profiles"));
        rule.enabled = step.truth("enabled");
        return rule;
    }

    private void rename(String group, String name, String to) {
        rules.stream()
                .filter(rule -> rule.group.equals(group) && rule.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new FakeRule.RefusedException("0x80131501", "there is no such rule in the group"))
                .putName(to);
    }

    /** "If a rule specified by the name parameter does not exist in the collection, the Remove method has no effect." */
    private void remove(String group, String name) {
        List<FakeRule> same =
                rules.stream().filter(rule -> rule.name.equalsIgnoreCase(name)).toList();
        if (same.stream().anyMatch(rule -> !rule.group.equals(group))) {
            throw new FakeRule.RefusedException("0x80131501", "a rule of another group has the same name");
        }
        if (same.size() > 1) {
            throw new FakeRule.RefusedException("0x80131501", "more than one rule has this name");
        }
        rules.removeAll(same);
    }

    @Override
    public RunningCommand start(Command command, Consumer<String> lines) {
        throw new AssertionError("nothing is started here: " + command);
    }

    @Override
    public String read(Path file) {
        throw new AssertionError("nothing is read here: " + file);
    }

    @Override
    public String powershell() {
        return POWERSHELL;
    }

    @Override
    public AddressSet localSubnets() {
        return localSubnets;
    }
}
