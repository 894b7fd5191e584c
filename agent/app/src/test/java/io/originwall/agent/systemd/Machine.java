package io.originwall.agent.systemd;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.RunningCommand;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine with a systemd of its own as its first process, in a container with a network of its own. Its disk is a layer over a system that
 * is kept between runs, and outlives a reboot.
 */
final class Machine implements AutoCloseable {
    /** The tree of the project, read-only. */
    static final String SOURCES = "/src";

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(1);
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final boolean CI = "true".equals(System.getenv("CI"));

    private final SystemCommandRunner runner = new SystemCommandRunner();
    private final Path base;
    private final Path disk;
    private final BlockingQueue<String> console = new LinkedBlockingQueue<>();
    private Optional<RunningCommand> running = Optional.empty();
    private Optional<Long> first = Optional.empty();

    private Machine(Path base, Path disk) {
        this.base = base;
        this.disk = disk;
    }

    /** A new one, not started yet; or a skipped test where this machine cannot have one, with CI=true a failed one. */
    static Machine create(Path directory) throws Exception {
        obstacle().ifPresent(text -> {
            if (CI) {
                Assertions.fail("CI=true, so this test must not be skipped: " + text);
            }
            Assumptions.abort("skipped: " + text);
        });
        SystemCommandRunner runner = new SystemCommandRunner();
        Command root = asRoot("env", "HOME=" + System.getProperty("user.home"), "./app/src/build/debian-root");
        CommandResult made = runner.run(root.within(Duration.ofMinutes(15)));
        Assertions.assertTrue(made.isSuccess(), () -> root + ": " + made.stderr());
        Machine machine = new Machine(Path.of(made.stdout().strip()), directory.toAbsolutePath());
        machine.outside("mkdir", "-p", machine.disk + "/upper", machine.disk + "/work", machine.disk + "/root");
        return machine;
    }

    private static Optional<String> obstacle() {
        if (!ROOT && !CI) {
            return Optional.of("a machine with its own systemd takes root");
        }
        for (String tool : List.of("systemd-nspawn", "debootstrap", "nsenter")) {
            if (Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                    .noneMatch(directory -> Files.isExecutable(Path.of(directory, tool)))) {
                return Optional.of("there is no " + tool + " here; ./dev test as root installs it");
            }
        }
        return Optional.empty();
    }

    private static Command asRoot(String... argv) {
        Command command = Command.of(argv);
        return ROOT ? command : command.prefixedBy(List.of("sudo", "-n"));
    }

    private void outside(String... argv) throws CommandException {
        CommandResult result = runner.run(asRoot(argv));
        Assertions.assertTrue(result.isSuccess(), () -> String.join(" ", argv) + ": " + result);
    }

    /** Starts it, and returns when its systemd has nothing left to start. */
    void boot() throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                // Where this JVM is killed, unshare is, so the first process of the namespace is, and so all of it.
                "setpriv",
                "--pdeathsig=KILL",
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-ec",
                "mount -t overlay overlay -o \"lowerdir=$1,upperdir=$2/upper,workdir=$2/work\" \"$2/root\"; shift 2; \"$@\"",
                "sh",
                base.toString(),
                disk.toString(),
                "systemd-nspawn",
                "--quiet",
                "--directory=" + disk + "/root",
                "--boot",
                "--private-network",
                "--console=pipe",
                "--register=no",
                "--bind-ro=" + PROJECT + ":" + SOURCES));
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
            // No service manager out here that could give it a unit.
            argv.add("--keep-unit");
        }
        java().forEach(path -> argv.add("--bind-ro=" + path));
        running = Optional.of(runner.start(asRoot(argv.toArray(String[]::new)), console::add));
        await("its first process", () -> findFirst().isPresent());
        first = findFirst();
        await("systemd", () -> attempt("test -S /run/systemd/private").isSuccess());
        attempt("systemctl is-system-running --wait");
    }

    /** The Java that runs this test runs the program too; Debian keeps a part of its own below /etc. */
    private static List<String> java() throws IOException {
        try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
            return Stream.concat(
                            Stream.of(System.getProperty("java.home")),
                            settings.map(Path::toString).filter(path -> path.matches("/etc/java-\\d+-openjdk")))
                    .toList();
        }
    }

    private Optional<Long> findFirst() {
        String directory = "--directory=" + disk + "/root";
        return ProcessHandle.allProcesses()
                .filter(process -> read(process, "comm").strip().equals("systemd-nspawn")
                        && Arrays.asList(read(process, "cmdline").split("\0", -1))
                                .contains(directory))
                .flatMap(ProcessHandle::children)
                .filter(child -> read(child, "comm").strip().equals("systemd"))
                .map(ProcessHandle::pid)
                .findFirst();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), file), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** Its first process, by whose namespaces others get in. */
    long pid() {
        return first.orElseThrow();
    }

    void reboot() throws Exception {
        shutDown();
        boot();
    }

    /** Ends it with no warning; what it wrote to its disk is there at the next boot. */
    void cutPower() throws Exception {
        running.orElseThrow().close();
        await("the end of it", () -> findFirst().isEmpty());
        running = Optional.empty();
        first = Optional.empty();
    }

    private void shutDown() throws Exception {
        attempt("systemctl poweroff");
        RunningCommand container = running.orElseThrow();
        await("the shutdown", () -> !container.isAlive());
        container.close();
        running = Optional.empty();
    }

    /** Runs a shell script in it as root and returns what it printed; it must succeed. */
    String run(String script) {
        CommandResult result = attempt(script);
        Assertions.assertTrue(
                result.isSuccess(),
                () -> script + ": exit code " + result.exitCode() + "\n" + result.stdout() + result.stderr()
                        + journal());
        return result.stdout().strip();
    }

    CommandResult attempt(String script) {
        return attempt(script, "");
    }

    private CommandResult attempt(String script, String stdin) {
        String pid = "" + first.orElseThrow();
        List<String> inside = List.of("nsenter", "-t", pid, "-m", "-u", "-i", "-n", "-p", "--");
        List<String> clean = List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root");
        Command command = Command.of("sh", "-ec", script).prefixedBy(clean).prefixedBy(inside);
        try {
            return runner.run(asRoot(command.argv().toArray(String[]::new))
                    .withStdin(stdin)
                    .within(BOOT_LIMIT.plusMinutes(1)));
        } catch (CommandException e) {
            throw new IllegalStateException(e);
        }
    }

    void write(String file, String text) {
        CommandResult result = attempt("mkdir -p \"$(dirname " + file + ")\"; cat >" + file, text);
        Assertions.assertTrue(result.isSuccess(), result::toString);
    }

    /** The end of the journal, for the message of a test that failed. */
    String journal() {
        return attempt("journalctl -b --no-pager -o short-monotonic | tail -n 60")
                .stdout();
    }

    /** Waits until it is so; for liveness, so the limit is generous. */
    void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long end = System.nanoTime() + BOOT_LIMIT.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                Assertions.fail("waited in vain for " + what + "\n" + (first.isPresent() ? journal() : console));
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() throws Exception {
        if (running.isPresent()) {
            attempt("systemctl poweroff --force");
            running.get().close();
        }
        outside("rm", "-rf", "--", disk.toString());
    }
}
