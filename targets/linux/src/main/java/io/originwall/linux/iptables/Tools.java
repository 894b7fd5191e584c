package io.originwall.linux.iptables;

import io.originwall.api.Parallel;
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
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** The commands of ipset and iptables, and what their failures mean. */
final class Tools {
    /** A million blocks take half of it on a slow machine. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final ScriptKind SCRIPT = new ScriptKind(
            "iptables", Set.of("ipset", "xtables-nft-multi", "xtables-legacy-multi", "xtables-multi"), LIMIT);

    /** Seconds to wait for the lock that all users of iptables-legacy share. */
    private static final String WAIT = "10";

    private final CommandRunner runner;
    private final OwnWriterPids writers = new OwnWriterPids();

    Tools(CommandRunner runner) {
        this.runner = runner;
    }

    CommandRunner runner() {
        return runner;
    }

    /** The processes that wrote here. */
    OwnWriterPids writers() {
        return writers;
    }

    /** What a command prints; empty where there is no such command. */
    Optional<CommandResult> tryToRun(String... argv) throws TargetException {
        try {
            return Optional.of(runner.run(Command.of(argv).within(LIMIT)));
        } catch (CommandNotFoundException e) {
            return Optional.empty();
        } catch (CommandException e) {
            throw new TargetException(e.getMessage() + "; nothing was changed", e);
        }
    }

    /** What a command that only reads prints; it must succeed. */
    String read(Command command) throws TargetException {
        return ToolResult.of(this, command).text();
    }

    /** Runs commands that only read, side by side: most of what one takes is its start. The answers come in the order of the commands. */
    List<ToolResult> ask(List<Command> commands) throws TargetException {
        try {
            return Parallel.each(commands, command -> ToolResult.of(this, command));
        } catch (CompletionException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TargetException("interrupted while it read what is there; nothing was changed", e);
            }
            throw e;
        }
    }

    /** What the kernel says in a file; empty where it does not, or not to us. */
    Optional<String> read(String file) {
        try {
            return Optional.of(runner.read(Path.of(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Is there such a file of the kernel's, and this process is not told what it says? */
    boolean isHidden(String file) {
        try {
            runner.read(Path.of(file));
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    CommandResult run(Command command) throws TargetException {
        try {
            return runner.run(command.within(LIMIT));
        } catch (CommandNotFoundException e) {
            throw new TargetException(
                    e.getMessage() + "; install the package " + (command.tool().equals("ipset") ? "ipset" : "iptables"),
                    e);
        } catch (CommandTimeoutException | CommandInterruptedException e) {
            throw new TargetException(String.valueOf(e.getMessage()), e);
        } catch (CommandException e) {
            throw new TargetException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Does the kernel find a value in a set? Exit code 1 is a no, and a missing set too, with other words. */
    boolean isInSet(IpSet set, String value) throws TargetException {
        Command test = Command.of("ipset", "test", set.label(), value);
        CommandResult result = run(test);
        if (result.isSuccess() || result.stderr().contains("is NOT in set")) {
            return result.isSuccess();
        }
        throw new TargetException(message(test, result));
    }

    /** Fills, swaps and destroys sets; nothing for an empty script. */
    void restoreSets(String script) throws TargetException {
        // No script resolves a host name: it holds nothing but what was read as addresses and ports.
        script(List.of("ipset", "-exist", "restore", "-file"), script);
    }

    /** Would the kernel's tables take it? Changes nothing. */
    void test(String restore, String script) throws TargetException {
        script(List.of(restore, "--test", "--noflush", "--counters", "--wait", WAIT), script);
    }

    /** One transaction; nothing for an empty script. */
    void restore(String restore, String script) throws TargetException {
        script(List.of(restore, "--noflush", "--counters", "--wait", WAIT), script);
    }

    private void script(List<String> argv, String script) throws TargetException {
        if (script.isEmpty()) {
            return;
        }
        try (ScriptFile file = ScriptFile.of(SCRIPT, script)) {
            List<String> whole = new ArrayList<>(argv);
            whole.add(file.path().toString());
            Command command = new Command(whole, "", LIMIT);
            CommandResult result = writers.run(() -> run(command));
            if (!result.isSuccess()) {
                // The file is gone by the time anybody reads this.
                throw new TargetException(
                        message(command, result).replace(file.path().toString(), "script"));
            }
        }
    }

    static String message(Command command, CommandResult result) {
        String said = joined(complaints(result.stderr()));
        if (said.contains("Operation not permitted")
                || said.contains("you must be root")
                // Of a rule that looks into a set: iptables asks for the number of the set through a raw socket.
                || said.contains("Can't open socket to ipset")) {
            return "no right to use " + command.tool() + " here: run as root or give CAP_NET_ADMIN and CAP_NET_RAW";
        }
        return command + ": exit code " + result.exitCode() + ": " + said + remedy(said);
    }

    /**
     * What stopped a command. The tools put warnings first, and hints of how to get help last; an ipset that is older or newer than the kernel
     * warns each time, and works.
     */
    static List<String> complaints(String stderr) {
        return stderr.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && !line.startsWith("# Warning")
                        && !line.startsWith("Warning: Kernel support protocol versions")
                        && !line.startsWith("Try `"))
                .toList();
    }

    private static String joined(List<String> complaints) {
        if (complaints.isEmpty()) {
            return "it said nothing";
        }
        String all = String.join(": ", complaints);
        return all.length() > 300 ? all.substring(0, 300) + "…" : all;
    }

    private static String remedy(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        if (text.contains("permission denied")) {
            return "; run as root or give CAP_NET_ADMIN and CAP_NET_RAW";
        }
        if (text.contains("xtables.lock") || text.contains("xtables lock")) {
            return "; another program holds the lock of iptables: see who, with fuser /run/xtables.lock";
        }
        if (said.contains("CHAIN_ADD failed")) {
            return "; somebody made a chain of that name in the table mangle by nft, at a hook or priority that is not that of"
                    + " iptables: see it with nft list tables and nft list table ip mangle (or ip6), and delete or rename"
                    + " that chain, or set type: nftables";
        }
        if (said.contains("TEE")) {
            return "; to answer strangers takes the kernel's module xt_TEE: load it, or set deny-with: drop";
        }
        if (text.contains("in use by a kernel component")) {
            return "; a rule of somebody else's looks into an ipset originwall-*: take that rule out first";
        }
        if (text.contains("table does not exist") || text.contains("can't initialize")) {
            return "; this kernel lacks the module for it: modprobe ip_tables iptable_mangle, and ip6_tables ip6table_mangle";
        }
        if (text.contains("cannot communicate with kernel") || text.contains("cannot open session to kernel")) {
            return "; this kernel has no ipset: load the module ip_set";
        }
        return "";
    }
}
