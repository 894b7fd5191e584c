package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a daemon is compared with: a JVM that does nothing, started with the daemon's flags. */
final class BareJvm implements AutoCloseable {
    private final Process process;

    /**
     * Starts it, and returns when it is ready.
     *
     * @param daemon the daemon's arguments; but the class archive is the JDK's own, since ours is of no use to another program
     * @param classes where the classes of these tests are
     */
    BareJvm(List<String> daemon, Path classes) throws IOException {
        List<String> argv = new ArrayList<>();
        for (String argument : daemon.subList(0, daemon.indexOf("-cp"))) {
            argv.add(argument.startsWith("-XX:SharedArchiveFile") ? "-Xshare:auto" : argument);
        }
        argv.addAll(List.of("-cp", classes.toString(), Sleeper.class.getName()));
        process = new ProcessBuilder(argv).start();
        if (process.getInputStream().read() < 0) {
            throw new IOException(argv + " did not start");
        }
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
