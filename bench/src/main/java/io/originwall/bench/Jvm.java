package io.originwall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small JVM that runs one of the classes here, elsewhere. It ends when its stdin does, so with this JVM at the latest. */
final class Jvm implements AutoCloseable {
    private static final long END_LIMIT_SECONDS = 20;

    private final Process process;

    private Jvm(Process process) {
        this.process = process;
    }

    /**
     * Returns when it is ready.
     *
     * @param prefix what enters the namespace; it must exec
     */
    static Jvm start(List<String> prefix, Class<?> main, String... args) throws IOException {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        argv.addAll(List.of(args));
        Jvm jvm = new Jvm(new ProcessBuilder(argv)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(output.readLine())) {
            jvm.close();
            throw new IOException(main.getName() + " did not start");
        }
        return jvm;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it in good order. */
    void finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(process + " did not end well");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
