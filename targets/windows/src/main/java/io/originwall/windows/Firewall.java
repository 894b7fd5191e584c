package io.originwall.windows;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.json.Fields;
import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The firewall's COM object {@code HNetCfg.FwPolicy2}, by way of a script that PowerShell runs: its values are the same in every language
 * of Windows, and it needs no module.
 *
 * <p>The script is an argument, not a file: so nobody can change it between its writing and its reading, no execution policy of the
 * machine stands in its way, and whoever looks at the process sees what it does. It is the same each time: what is data goes by stdin.
 */
final class Firewall {
    /** Of a write: what a ConvertFrom-Json of Windows PowerShell takes is bounded, by two million characters where least. */
    static final int BATCH = 1_000_000;

    /** Of a write too: to take a rule out, the script looks at the name of each rule there is, which may take a second or two. */
    static final int STEPS = 40;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ACCESS_DENIED = "0x80070005";
    private static final int SHOWN = 300;

    private final CommandRunner runner;
    private final Machine machine;
    private final String script;

    Firewall(CommandRunner runner, Machine machine) {
        this.runner = runner;
        this.machine = machine;
        this.script = script();
    }

    static String script() {
        try (InputStream stream = Firewall.class.getResourceAsStream("firewall.ps1")) {
            if (stream == null) {
                throw new IllegalStateException("firewall.ps1 is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our rules, and the names of all others. */
    FirewallState ours() throws TargetException {
        return read(false);
    }

    /** Every rule that the COM object tells of. */
    FirewallState all() throws TargetException {
        return read(true);
    }

    private FirewallState read(boolean all) throws TargetException {
        Map<String, Object> request = request("read");
        request.put("all", all);
        Fields answer = ask(request, "nothing was changed");
        try {
            if (!answer.truth("ok")) {
                throw new TargetException(failure(answer) + "; nothing was changed");
            }
            return FirewallState.read(answer);
        } catch (IOException e) {
            throw new TargetException("the Windows Firewall: unexpected answer: " + e.getMessage(), e);
        }
    }

    /**
     * Writes step by step; all of them, or those before the first that is refused.
     *
     * @return why the rest was not done; empty if all were
     * @throws TargetException if nobody knows how many were done
     */
    Optional<String> write(List<Step> steps) throws TargetException {
        for (List<Map<String, Object>> batch : batches(steps)) {
            Map<String, Object> request = request("write");
            request.put("steps", batch);
            Fields answer = ask(request, "nobody knows how far it came: plan again");
            try {
                if (!answer.truth("ok")) {
                    return Optional.of(failure(answer));
                }
            } catch (IOException e) {
                throw new TargetException("the Windows Firewall: unexpected answer: " + e.getMessage(), e);
            }
        }
        return Optional.empty();
    }

    private static List<List<Map<String, Object>>> batches(List<Step> steps) {
        List<List<Map<String, Object>>> batches = new ArrayList<>();
        int room = 0;
        for (Step step : steps) {
            Map<String, Object> written = step.written();
            int length = Json.ascii(written).length();
            if (batches.isEmpty()
                    || length > room
                    || batches.get(batches.size() - 1).size() == STEPS) {
                batches.add(new ArrayList<>());
                room = BATCH;
            }
            batches.get(batches.size() - 1).add(written);
            room -= length;
        }
        return batches;
    }

    private static Map<String, Object> request(String op) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("op", op);
        request.put("group", WantedRules.GROUP);
        return request;
    }

    private Fields ask(Map<String, Object> request, String otherwise) throws TargetException {
        Command command = new Command(
                        List.of(
                                machine.powershell(),
                                "-NoProfile",
                                "-NonInteractive",
                                "-ExecutionPolicy",
                                "Bypass",
                                "-Command",
                                script),
                        Json.ascii(request) + '\n',
                        LIMIT)
                // No secret, but in a message the whole script would be in the way.
                .withSecretArguments();
        CommandResult result;
        try {
            result = runner.run(command);
        } catch (CommandException e) {
            throw new TargetException(e.getMessage() + "; " + otherwise, e);
        }
        try {
            return JsonReader.object(result.stdout());
        } catch (IOException noAnswer) {
            String said = result.stderr().isBlank() ? result.stdout() : result.stderr();
            throw new TargetException(
                    machine.powershell() + ": exit code " + result.exitCode() + ": " + OneLine.of(said, SHOWN) + "; "
                            + otherwise,
                    noAnswer);
        }
    }

    private static String failure(Fields answer) throws IOException {
        String hresult = answer.text("hresult");
        String remedy = hresult.equals(ACCESS_DENIED) ? "; run it as an administrator" : "";
        return "the Windows Firewall: cannot " + OneLine.of(answer.text("doing"), SHOWN) + ": "
                + OneLine.of(answer.text("message"), SHOWN) + " (" + hresult + ')' + remedy;
    }
}
