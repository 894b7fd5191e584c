package io.originwall.agent.windows;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service that runs the daemon: Apache Commons Daemon's procrun holds the JVM, Windows' own {@code sc.exe} says what becomes of it when
 * it fails, and {@code icacls.exe} keeps its files from other users. What happens to the service is in the System event log, as of every
 * service; what the daemon says is in files below {@code logs}.
 */
public final class WindowsService {
    static final String NAME = "Originwall";

    /** ERROR_SERVICE_DOES_NOT_EXIST, of sc.exe query. */
    private static final int NO_SUCH_SERVICE = 1060;

    private static final String SYSTEM = "*S-1-5-18";
    private static final String ADMINISTRATORS = "*S-1-5-32-544";
    private static final String EVERYTHING_BELOW = ":(OI)(CI)F";

    private static final String MAIN = "io.originwall.agent.cli.Main";

    /** As the launchers have them for the daemon. */
    private static final String JVM_OPTIONS = "-Xlog:disable;-XX:+DisplayVMOutputToStderr;-XX:+UseSerialGC;"
            + "-XX:TieredStopAtLevel=1;-XX:-UsePerfData;-Xms8m;-Xmx128m;-Xmn2m;-Xss256k";

    /** sc.exe translates its words, not its numbers; the state is the only one of a single digit. */
    private static final Pattern STATE = Pattern.compile("(?m)^\\s*\\S+\\s*:\\s*([1-7])\\s+([A-Z_]+)\\s*$");

    /** Longer than the service has to stop, which its removal waits for. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int SHOWN = 300;

    /**
     * Where things are on this machine; texts, since they are Windows' paths wherever this is built and tested.
     *
     * @param home the installed program, with {@code bin} and {@code lib} in it
     * @param jars what is in {@code lib}, by name
     * @param jre the Java that is to run it
     * @param data what the service keeps: config, state, logs
     * @param config the config file
     * @param systemRoot where Windows is
     */
    public record Layout(String home, List<String> jars, String jre, String data, String config, String systemRoot) {
        public Layout {
            jars = List.copyOf(jars);
        }
    }

    /** What there is of the service. */
    public enum State {
        MISSING,
        STOPPED,
        RUNNING,
        CHANGING
    }

    private final CommandRunner commands;
    private final Layout layout;

    public WindowsService(CommandRunner commands, Layout layout) {
        this.commands = commands;
        this.layout = layout;
    }

    /**
     * Closes the directory of its files to all but the system and administrators: whoever could write there would tell a service that may do
     * everything what to do. Below {@code %ProgramData%} any user may have made the directory before, so it gets another owner, and what
     * was granted goes: of the directory first, so that nothing more comes into it, then of what is in it. By number: names are translated.
     *
     * @throws ServiceException also where something in it leads elsewhere, which the service would write to
     */
    public void close() throws ServiceException {
        Path directory = Path.of(layout.data());
        refuseLinks(directory, 0);
        String icacls = tool("icacls.exe");
        run(icacls, layout.data(), "/setowner", ADMINISTRATORS, "/Q");
        run(icacls, layout.data(), "/reset", "/Q");
        run(
                icacls,
                layout.data(),
                "/inheritance:r",
                "/grant:r",
                SYSTEM + EVERYTHING_BELOW,
                "/grant:r",
                ADMINISTRATORS + EVERYTHING_BELOW,
                "/Q");
        // Only now does nobody put a link there, by which icacls would open what it leads to.
        refuseLinks(directory, Integer.MAX_VALUE);
        String inside = layout.data() + "\\*";
        run(icacls, inside, "/setowner", ADMINISTRATORS, "/T", "/Q");
        run(icacls, inside, "/reset", "/T", "/Q");
    }

    private static void refuseLinks(Path directory, int depth) throws ServiceException {
        try {
            Files.walkFileTree(directory, Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path file, BasicFileAttributes attributes) throws IOException {
                    return visitFile(file, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    // A junction is a directory and something else.
                    if (attributes.isSymbolicLink() || attributes.isOther()) {
                        throw new FileSystemException(file.toString(), null, "it leads elsewhere");
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new ServiceException(
                    e.getMessage() + "; the service keeps its files in " + directory
                            + ", and no other user may have a hand in it: look what that is, and delete it",
                    e);
        }
    }

    /** Puts the service up, or brings one that is there up to date; it starts with Windows from now on. Its directory has to be closed. */
    public void install() throws ServiceException {
        boolean isThere = state() != State.MISSING;
        List<String> install = new ArrayList<>(List.of(wrapper(), (isThere ? "//US//" : "//IS//") + NAME));
        install.addAll(settings());
        run(install.toArray(String[]::new));
        // It starts again after 5 s, then 30 s, then each minute; a day without failure and it starts over.
        run(sc(), "failure", NAME, "reset=", "86400", "actions=", "restart/5000/restart/30000/restart/60000");
        // Only where its process ends without having said that it stops, which procrun says for 0 alone.
        run(sc(), "failureflag", NAME, "0");
    }

    private List<String> settings() throws ServiceException {
        for (String text : List.of(layout.config(), layout.home(), layout.jre(), layout.data())) {
            if (text.matches(".*[;#'\"].*")) {
                throw new ServiceException(text + ": the service wrapper takes no path with ; # ' or \" in it");
            }
        }
        String logs = layout.data() + "\\logs";
        List<String> jars = layout.jars().stream()
                .sorted()
                .map(jar -> layout.home() + "\\lib\\" + jar)
                .toList();
        return List.of(
                "--DisplayName=Originwall",
                "--Description=Keeps this server reachable only through its CDN.",
                "--Startup=auto",
                "--DependsOn=mpssvc",
                // The default of procrun is LocalService, which may not change the firewall.
                "--ServiceUser=LocalSystem",
                "--Jvm=" + layout.jre() + "\\bin\\server\\jvm.dll",
                "--Classpath=" + String.join(";", jars),
                "--JvmOptions=" + JVM_OPTIONS + ";-D" + ServiceLog.PROPERTY + '=' + logs
                        // One, in place of another beside prunsrv.exe for each crash; and no dumps of all memory.
                        + ";-XX:ErrorFile=" + logs + "\\crash.log;-XX:-CreateCoredumpOnCrash",
                // Where its state is by default: below the same place as its config, whatever the account's own says.
                "--Environment=ProgramData=" + parent(layout.data()),
                "--StartMode=jvm",
                "--StartClass=" + MAIN,
                "--StartMethod=start",
                "--StartParams=--config;" + layout.config() + ";run",
                "--StopMode=jvm",
                "--StopClass=" + MAIN,
                "--StopMethod=stop",
                "--StopTimeout=30",
                "--LogPath=" + logs,
                "--LogPrefix=service",
                "--StdOutput=auto",
                "--StdError=auto");
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('\\'));
    }

    /** Stops the service and takes it away; its files and the rules of the firewall stay. */
    public void uninstall() throws ServiceException {
        if (state() != State.MISSING) {
            run(wrapper(), "//DS//" + NAME);
        }
    }

    public State state() throws ServiceException {
        CommandResult result = ask(sc(), "query", NAME);
        if (result.exitCode() == NO_SUCH_SERVICE) {
            return State.MISSING;
        }
        Optional<String> state = result.isSuccess() ? find(result.stdout()) : Optional.empty();
        return switch (state.orElseThrow(() -> failure("sc.exe query " + NAME, result))) {
            case "1" -> State.STOPPED;
            case "4" -> State.RUNNING;
            default -> State.CHANGING;
        };
    }

    private static Optional<String> find(String text) {
        Matcher state = STATE.matcher(text);
        return state.find() ? Optional.of(state.group(1)) : Optional.empty();
    }

    private String wrapper() {
        return layout.home() + "\\bin\\prunsrv.exe";
    }

    private String sc() {
        return tool("sc.exe");
    }

    private String tool(String name) {
        return layout.systemRoot() + "\\System32\\" + name;
    }

    private void run(String... argv) throws ServiceException {
        CommandResult result = ask(argv);
        if (!result.isSuccess()) {
            throw failure(argv[0] + ' ' + argv[1], result);
        }
    }

    private CommandResult ask(String... argv) throws ServiceException {
        try {
            return commands.run(Command.of(argv).within(LIMIT));
        } catch (CommandException e) {
            throw new ServiceException(e.getMessage() + "; is the program whole? unpack it again", e);
        }
    }

    private static ServiceException failure(String what, CommandResult result) {
        String said = OneLine.of(result.stderr() + ' ' + result.stdout(), Integer.MAX_VALUE);
        return new ServiceException(what + ": exit code " + result.exitCode() + ": "
                + said.substring(0, Math.min(said.length(), SHOWN)) + "; run it as an administrator");
    }
}
