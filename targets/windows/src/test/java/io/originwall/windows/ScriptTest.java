package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.json.Fields;
import io.originwall.json.JsonReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script as a real grammar of PowerShell reads it, tree-sitter's: that it is one, that it does nothing it should not, and that it and
 * Java speak of the same things. What it does is tried on Windows only.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "PowerShell itself reads it there: WindowsRealContractTest")
class ScriptTest {
    private static final Path PYTHON =
            Path.of("..", "..", ".tools", "python").toAbsolutePath().normalize();
    private static final Path READER = Path.of(
                    "src", "test", "resources", "io", "originwall", "windows", "read_script.py")
            .toAbsolutePath();

    private static final Path EVENT_LOG =
            Path.of("..", "..", "agent", "app", "src", "main", "windows", "bin", "eventlog.ps1");

    /** Of INetFwRule, INetFwRule2 and INetFwRule3 (netfw.h). */
    private static final Set<String> OF_A_RULE = Set.of(
            "Name",
            "Description",
            "ApplicationName",
            "ServiceName",
            "Protocol",
            "LocalPorts",
            "RemotePorts",
            "LocalAddresses",
            "RemoteAddresses",
            "IcmpTypesAndCodes",
            "Direction",
            "Interfaces",
            "InterfaceTypes",
            "Enabled",
            "Grouping",
            "Profiles",
            "EdgeTraversal",
            "Action",
            "EdgeTraversalOptions",
            "LocalAppPackageId",
            "LocalUserOwner",
            "LocalUserAuthorizedList",
            "RemoteUserAuthorizedList",
            "RemoteMachineAuthorizedList",
            "SecureFlags");

    /** Of INetFwPolicy2 and INetFwRules, without what would change a profile. */
    private static final Set<String> OF_THE_POLICY = Set.of(
            "CurrentProfileTypes",
            "FirewallEnabled",
            "ExcludedInterfaces",
            "BlockAllInboundTraffic",
            "DefaultInboundAction",
            "LocalPolicyModifyState",
            "Rules",
            "Rules.Add",
            "Rules.Remove");

    @BeforeAll
    static void grammarIsHere() {
        if (!Files.isDirectory(PYTHON.resolve("tree_sitter_powershell"))) {
            String obstacle = "there is no grammar of PowerShell in " + PYTHON + "; CI=true ./dev setup gets it";
            if ("true".equals(System.getenv("CI"))) {
                fail("CI=true, so this test must not be skipped: " + obstacle);
            }
            Assumptions.abort("skipped: " + obstacle);
        }
    }

    /** The one that the grammar was fetched for: the first on the PATH. */
    private static String python() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(place -> Path.of(place, "python3"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    private static Fields read(String script) throws CommandException, IOException {
        Command command = Command.of(python(), READER.toString())
                .withStdin(script)
                .withEnvironment(Map.of("PYTHONPATH", PYTHON.toString(), "PYTHONDONTWRITEBYTECODE", "1"));
        CommandResult result = new SystemCommandRunner().run(command);
        assertThat(result.stderr()).isEmpty();
        return JsonReader.object(result.stdout());
    }

    private static Set<String> membersOf(String variable) throws CommandException, IOException {
        return read(Firewall.script()).texts("members").stream()
                .filter(member -> member.startsWith(variable + "."))
                .map(member -> member.substring(variable.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void isPowerShellFrom51OnThatACommandLineBears() throws Exception {
        assertThat(read(Firewall.script()).texts("problems")).isEmpty();
        // CreateProcess takes 32,767 characters.
        assertThat(Firewall.script()).hasSizeLessThan(16_000).doesNotEndWith("\\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (",
                "foreach ($a in $b) {",
                "$a = $b ?? 1",
                "$a ? 1 : 2",
                "a && b",
                "$a?.b",
                "& $a 1",
                ". $a",
                "$a = \"x\"",
                "# ü"
            })
    void theReaderFindsWhatIsWrong(String script) throws Exception {
        assertThat(read(script).texts("problems")).isNotEmpty();
    }

    @Test
    void runsSixCmdletsOfPowerShellItselfByTheirFullNames() throws Exception {
        assertThat(read(Firewall.script()).texts("commands"))
                .containsExactly(
                        "ConvertFrom-Json",
                        "ConvertTo-Json",
                        "ForEach-Object",
                        "New-Object",
                        "Set-StrictMode",
                        "Where-Object");
    }

    @Test
    void readsNoVariableThatNothingSets() throws Exception {
        assertThat(read(Firewall.script()).texts("unassigned"))
                .containsExactly("$PSVersionTable", "$_", "$false", "$input", "$true");
    }

    @Test
    void asksTheComObjectForWhatItHas() throws Exception {
        assertThat(OF_A_RULE).containsAll(membersOf("$rule"));
        assertThat(OF_THE_POLICY).isEqualTo(membersOf("$policy"));
    }

    @Test
    void takesEachFieldOfARequestThatJavaWritesAndNoOther() throws Exception {
        Rule rule = WantedRules.of(Samples.GUARD, Samples.blocks("127.0.0.0/8")).get(0);
        List<Step> steps = List.of(new Step.Add(rule), new Step.Rename("a", "b"), new Step.Remove("a"));

        Set<String> ofSteps = new TreeSet<>(membersOf("$step"));
        ofSteps.addAll(membersOf("$data"));
        assertThat(ofSteps)
                .isEqualTo(steps.stream()
                        .flatMap(step -> step.written().keySet().stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(membersOf("$request")).containsExactly("all", "group", "op", "steps");
    }

    @Test
    void knowsEachOperationThatJavaWritesAndNoOther() {
        Rule rule = WantedRules.of(Samples.GUARD, Samples.blocks("127.0.0.0/8")).get(0);
        Stream<String> ofSteps = Stream.of(new Step.Add(rule), new Step.Rename("a", "b"), new Step.Remove("a"))
                .map(step -> String.valueOf(step.written().get("op")));

        assertThat(Pattern.compile("\\.op -ceq '(\\w+)'")
                        .matcher(Firewall.script())
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("read", "write"), ofSteps).toList());
    }

    /** The fake's answers are what Java's reading is tried on, so they have to be the script's. */
    @Test
    void answersWithTheFieldsThatTheFakeAnswersWith() throws Exception {
        FakeFirewall firewall = new FakeFirewall();
        FakeRule rule = FakeRule.allow("a", "b", "1");
        Map<String, Object> profile = FakeFirewall.fields(Map.entry(1, new FakeFirewall.FakeProfile()));
        Fields answer = JsonReader.object(firewall.answer("{\"op\":\"read\",\"group\":\"b\",\"all\":true}"));
        firewall.refuse(0, 1);
        Fields refusal = JsonReader.object(
                firewall.answer("{\"op\":\"write\",\"group\":\"b\",\"steps\":[{\"op\":\"remove\",\"name\":\"a\"}]}"));

        assertThat(new TreeSet<>(read(Firewall.script()).texts("keys")))
                .isEqualTo(Stream.of(FakeFirewall.fields(rule), profile, answer.all(), refusal.all())
                        .flatMap(fields -> fields.keySet().stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** "{@code localPorts = [string]$rule.LocalPorts}": a field is named as its property, or as this says. */
    @Test
    void fillsEachFieldOfARuleFromThePropertyOfThatName() {
        Map<String, String> others = Map.of(
                "group", "Grouping",
                "application", "ApplicationName",
                "service", "ServiceName",
                "package", "LocalAppPackageId",
                "edgeTraversal", "EdgeTraversalOptions",
                "localOwner", "LocalUserOwner",
                "localUsers", "LocalUserAuthorizedList",
                "remoteUsers", "RemoteUserAuthorizedList",
                "remoteMachines", "RemoteMachineAuthorizedList");

        FakeFirewall.fields(FakeRule.allow("a", "b", "1")).keySet().stream()
                .sorted(Comparator.naturalOrder())
                .forEach(field -> {
                    String property = others.getOrDefault(
                            field, field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1));
                    assertThat(Firewall.script()).containsPattern("\\b" + field + " = .*\\$rule\\." + property + "\\b");
                });
    }

    /** What the zip for Windows brings for notifications.command. */
    @Test
    void theScriptForTheEventLogIsPowerShellAndTakesFieldsThatANotificationHas() throws Exception {
        Fields script = read(Files.readString(EVENT_LOG));
        String schema = Files.readString(Path.of("..", "..", "docs", "notification.schema.json"));

        assertThat(script.texts("problems")).isEmpty();
        assertThat(script.texts("commands")).containsExactly("ConvertFrom-Json", "New-Object", "Set-StrictMode");
        assertThat(script.texts("unassigned")).containsExactly("$false");
        assertThat(script.texts("members").stream()
                        .filter(member -> member.startsWith("$message.") || member.startsWith("$notice."))
                        .map(member -> member.substring(member.indexOf('.') + 1)))
                .hasSize(5)
                .allSatisfy(field -> assertThat(schema).contains('"' + field + "\": {"));
        assertThat(Pattern.compile("-ceq '(\\w+)'")
                        .matcher(Files.readString(EVENT_LOG))
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(3)
                .allSatisfy(value -> assertThat(schema).contains('"' + value + '"'));
    }

    @Test
    void setsTheProtocolBeforeThePorts() {
        assertThat(Firewall.script().indexOf("$rule.Protocol = ")).isPositive();
        assertThat(Firewall.script().indexOf("$rule.LocalPorts = "))
                .isGreaterThan(Firewall.script().indexOf("$rule.Protocol = "));
    }
}
