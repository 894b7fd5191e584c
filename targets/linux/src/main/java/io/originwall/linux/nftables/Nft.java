package io.originwall.linux.nftables;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandInterruptedException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.CommandTimeoutException;
import io.originwall.linux.monitor.OwnWriterPids;
import io.originwall.linux.script.ScriptFile;
import io.originwall.linux.script.ScriptKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The nft command. */
final class Nft {
    /** A list of a hundred thousand takes 1.4 s; a table that nft cannot write in this time is beyond what it can bear. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final ScriptKind SCRIPT = new ScriptKind("nft", Set.of("nft"), LIMIT);

    /** A transaction is all or nothing, but a killed nft does not tell which. */
    private static final String KILLED =
            "the old state or the new one is in force, never half of one: plan again to see which";

    private static final String ELEMENTS = "elements = { ";

    private static final String NO_SUCH = "No such file or directory";

    private static final String EXISTS = "File exists";

    private static final String BUSY = "Device or resource busy";

    private final CommandRunner runner;
    private final OwnWriterPids writers = new OwnWriterPids();

    Nft(CommandRunner runner) {
        this.runner = runner;
    }

    /** What a command prints; empty where it names a table, a set or an element that is not there. */
    Optional<String> read(String... arguments) throws TargetException {
        String[] argv = new String[arguments.length + 2];
        argv[0] = "nft";
        argv[1] = "-nn";
        System.arraycopy(arguments, 0, argv, 2, arguments.length);
        Command command = Command.of(argv).within(LIMIT);
        CommandResult result = run(command, "nothing was changed");
        if (result.isSuccess()) {
            return Optional.of(result.stdout());
        }
        if (isAboutTheRuleset(result)) {
            return Optional.empty();
        }
        throw new TargetException(message(command, result) + "; nothing was changed");
    }

    /** The element of a set of our table that holds a value, as the kernel tells. */
    Optional<String> element(String set, String value) throws TargetException {
        return read("get", "element", "inet", TableShape.TABLE, set, "{ " + value + " }")
                .map(text -> {
                    int start = text.indexOf(ELEMENTS) + ELEMENTS.length();
                    return text.substring(start, text.indexOf(" }", start));
                });
    }

    /** The same words come from a loader that misses a library, and then nobody knows what is there. */
    private static boolean isAboutTheRuleset(CommandResult result) {
        return result.exitCode() == 1
                && result.stderr().lines().anyMatch(line -> line.startsWith("Error: ") && line.contains(NO_SUCH));
    }

    /** Runs a script as one transaction. */
    void write(Script script) throws TargetException {
        try (ScriptFile file = ScriptFile.of(SCRIPT, script.text())) {
            load(file, script.otherwise());
        }
    }

    private void load(ScriptFile file, String otherwise) throws TargetException {
        Command command = Command.of("nft", "-f", file.path().toString()).within(LIMIT);
        CommandResult result = writers.run(() -> run(command, KILLED));
        if (!result.isSuccess()) {
            // The file is gone by the time anybody reads this.
            String message = message(command, result).replace(file.path().toString(), "script");
            throw isOvertaken(result)
                    ? new OvertakenException(message + "; " + otherwise)
                    : new TargetException(message + "; " + otherwise);
        }
    }

    /** What the script makes is there, what it changes is not, or rules look into what it deletes. */
    private static boolean isOvertaken(CommandResult result) {
        return result.stderr()
                .lines()
                .anyMatch(line -> line.contains(": Error: ")
                        && (line.contains(EXISTS) || line.contains(NO_SUCH) || line.contains(BUSY)));
    }

    /** The processes that wrote here. */
    OwnWriterPids writers() {
        return writers;
    }

    private CommandResult run(Command command, String killed) throws TargetException {
        try {
            return runner.run(command);
        } catch (CommandNotFoundException e) {
            throw new TargetException(e.getMessage() + "; install the package nftables", e);
        } catch (CommandTimeoutException | CommandInterruptedException e) {
            throw new TargetException(e.getMessage() + "; " + killed, e);
        } catch (CommandException e) {
            throw new TargetException(e.getMessage() + "; nothing was changed", e);
        }
    }

    private static String message(Command command, CommandResult result) {
        String said = firstLine(result.stderr());
        if (said.contains("Could not process rule: Operation not permitted")) {
            // Without the right to it, nft does not come as far as a rule.
            return "table inet " + TableShape.TABLE
                    + " belongs to another process (flags owner), and nobody else can change"
                    + " it: find it by ss -f netlink, as nft:NAME/PID, end it, and run originwall sync";
        }
        if (said.contains("Operation not permitted")) {
            // All that nft means by it is that the capability is missing.
            return "no right to use nftables here: run as root or give CAP_NET_ADMIN";
        }
        return command + ": exit code " + result.exitCode() + ": " + said + remedy(said);
    }

    /** nft quotes the script below its error; with ten thousand elements in it nobody wants to read that. */
    private static String firstLine(String stderr) {
        return stderr.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> line.length() > 300 ? line.substring(0, 300) + "…" : line)
                .orElse("it said nothing");
    }

    private static String remedy(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        if (text.contains("permission denied")) {
            return "; run as root or give CAP_NET_ADMIN";
        }
        if (text.contains("protocol not supported") || text.contains("address family not supported")) {
            return "; this kernel has no nf_tables: load the module nf_tables or use type: iptables";
        }
        if (text.contains("no space left") || text.contains("too long") || text.contains("cannot allocate")) {
            return "; the list is too large for this kernel's buffers: use type: iptables (ipset)";
        }
        return "";
    }
}
