package io.originwall.windows;

import io.originwall.api.ContractGuards;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.net.Address;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The contract on the firewall of the Windows this runs on, whose rules of the groups Originwall and {@value #FOREIGN} it takes out. Packets
 * come from two Windows containers, which {@code .github/workflows/windows.yml} starts; they have no IPv6, so there the verdict is taken from
 * the rules as the firewall reads them back.
 */
@EnabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "this is no Windows; .github/workflows/windows.yml runs it on GitHub's")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowsRealContractTest extends WindowsContract {
    private static final String FOREIGN = "Originwall test";

    /** The container that has an address of this kind, and the address of this host that it reaches: "peer-allowed=103.21.244.1". */
    private static final String ALLOWED_PEER = "ORIGINWALL_PEER_ALLOWED";

    /** CURLE_COULDNT_CONNECT: nobody listens. */
    private static final int REFUSED = 7;

    private static final String STRANGE_PEER = "ORIGINWALL_PEER_STRANGER";

    private final CommandRunner runner = new SystemCommandRunner();
    private final Machine machine = Machine.real(System.getenv());
    private final List<ServerSocket> servers = new ArrayList<>();

    @BeforeAll
    void serve() throws IOException {
        for (String variable : List.of(ALLOWED_PEER, STRANGE_PEER)) {
            if (System.getenv(variable) == null) {
                String obstacle = variable + " is not set, so no packet can be sent; see .github/workflows/windows.yml";
                if ("true".equals(System.getenv("CI"))) {
                    Assertions.fail("CI=true, so this test must not be skipped: " + obstacle);
                }
                Assumptions.abort("skipped: " + obstacle);
            }
        }
        for (int port : List.of(22, 80, 443)) {
            ServerSocket server = new ServerSocket();
            try {
                server.bind(new InetSocketAddress(port));
            } catch (BindException somebodyServesIt) {
                server.close();
            }
            servers.add(server);
        }
    }

    @AfterAll
    void clean() throws Exception {
        for (ServerSocket server : servers) {
            server.close();
        }
        removeAll();
    }

    private CommandResult powershell(String script) throws CommandException {
        CommandResult result = runner.run(Command.of(
                        machine.powershell(),
                        "-NoProfile",
                        "-NonInteractive",
                        "-ExecutionPolicy",
                        "Bypass",
                        "-Command",
                        script)
                .within(Duration.ofMinutes(2)));
        if (!result.isSuccess()) {
            throw new AssertionError(script + ": " + result);
        }
        return result;
    }

    @Override
    protected Target createTarget() throws Exception {
        removeAll();
        return target(runner);
    }

    private WindowsFirewallTarget target(CommandRunner commands) {
        return new WindowsFirewallTarget("win", new WindowsFirewallProvider().defaults(), commands, machine);
    }

    @Override
    protected void plantForeign() throws Exception {
        List<Step> steps = Stream.of(
                        rule("Originwall broad", Rule.ALLOW, "1-65535", "*"),
                        rule("Originwall block tcp 1 [00000000]", Rule.BLOCK, "9999", "9.9.9.0/24,LocalSubnet"),
                        rule("Originwall \u00fcberall", Rule.ALLOW, "80,443", "*"))
                .<Step>map(Step.Add::new)
                .toList();
        Optional<String> failure = new Firewall(runner, machine).write(steps);
        if (failure.isPresent()) {
            throw new AssertionError(failure.get());
        }
    }

    private static Rule rule(String name, int action, String ports, String addresses) {
        return new Rule(
                name, FOREIGN, "", true, Rule.IN, action, 6, ports, addresses, Rule.ALL_PROFILES, Rule.Conditions.NONE);
    }

    /** What Windows does to its own rules meanwhile is not ours to watch. */
    @Override
    public String wholePlace() throws TargetException {
        return rules(rule -> rule.name().startsWith(WantedRules.GROUP));
    }

    @Override
    public String foreignThings() throws TargetException {
        return rules(rule -> rule.isIn(FOREIGN));
    }

    private String rules(Predicate<Rule> which) throws TargetException {
        return new Firewall(runner, machine)
                .all().rules().stream()
                        .filter(which)
                        .map(Rule::toString)
                        .sorted()
                        .collect(Collectors.joining("\n"));
    }

    @Override
    public void drift() throws CommandException {
        powershell("Get-NetFirewallRule -Group Originwall | Where-Object DisplayName -like '* block tcp *'"
                + " | Set-NetFirewallRule -Action Allow");
    }

    private void removeAll() throws CommandException {
        for (String group : List.of(WantedRules.GROUP, FOREIGN)) {
            powershell("Get-NetFirewallRule -Group '" + group
                    + "' -ErrorAction SilentlyContinue | Remove-NetFirewallRule");
        }
    }

    /** The last of the new rules names a port that there is not. */
    @Override
    protected Target withFailingWrites() {
        return target(new PassingRunner(runner) {
            private boolean spoilt;

            @Override
            public CommandResult run(Command command) throws CommandException {
                int last = command.stdin().lastIndexOf("\"localPorts\":\"");
                if (spoilt || last < 0 || !command.stdin().contains("\"op\":\"write\"")) {
                    return super.run(command);
                }
                spoilt = true;
                String bad = command.stdin().substring(0, last)
                        + command.stdin().substring(last).replaceFirst("\"localPorts\":\"", "\"localPorts\":\"99999,");
                return super.run(command.withStdin(bad));
            }
        });
    }

    @Override
    public boolean letsIn(Address from, Port to) throws Exception {
        if (from.family() == Family.IPV6) {
            return target(runner).check(from, to, Guard.none()).isLetIn();
        }
        String[] peer = System.getenv()
                .getOrDefault(from.equals(ContractGuards.ALLOWED) ? ALLOWED_PEER : STRANGE_PEER, "")
                .split("=", -1);
        // A connection that stands runs into the longer limit, so the exit code says nothing; the time it took to
        // connect does.
        CommandResult result = runner.run(Command.of(
                        docker(),
                        "exec",
                        peer[0],
                        "curl.exe",
                        "--silent",
                        "--connect-timeout",
                        "4",
                        "--max-time",
                        "5",
                        "--write-out",
                        "%{time_connect}",
                        "telnet://" + peer[1] + ':' + to.number())
                .withEnvironment(System.getenv()));
        if (result.exitCode() == REFUSED || !result.stdout().matches("\\d+\\.\\d+\\s*")) {
            throw new AssertionError("no answer on whether " + to + " can be reached: " + result);
        }
        return Double.parseDouble(result.stdout()) > 0;
    }

    private static String docker() {
        return System.getenv().getOrDefault("ProgramFiles", "C:\\Program Files") + "\\Docker\\docker.exe";
    }
}
