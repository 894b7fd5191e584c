package io.originwall.linux.soak;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.linux.iptables.IptablesBackend;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.nftables.NftablesBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A process that updates one guard to the other and back, as an agent does, until it is killed. */
public final class UpdatingAgent {
    private UpdatingAgent() {}

    /** Takes the type of a target and the number of blocks. */
    public static void main(String[] args) throws TargetException {
        Backend backend = backend(args[0]);
        List<Guard> guards = Guards.two(args[0], Integer.parseInt(args[1]));
        Target target = backend.target(new SystemCommandRunner());
        for (int round = 0; ; round++) {
            target.plan(guards.get(round % 2)).apply();
            // Whoever kills this waits for the first line.
            System.out.println(round);
        }
    }

    static Backend backend(String type) {
        return Stream.of(new NftablesBackend(), new IptablesBackend())
                .filter(backend -> backend.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type));
    }

    /**
     * Runs one in the origin of a lab and kills it with SIGKILL at a random moment after its first update.
     *
     * @param mostMillis how long it may live after that, at most
     */
    public static void killOne(NetLab lab, String type, int blocks, int mostMillis)
            throws IOException, InterruptedException {
        Process agent = lab.process(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdatingAgent.class.getName(),
                        type,
                        "" + blocks))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = agent.inputReader(StandardCharsets.UTF_8)) {
            if (lines.readLine() == null) {
                throw new IllegalStateException("the agent ended by itself");
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(mostMillis));
        } finally {
            agent.destroyForcibly();
        }
        agent.waitFor();
    }
}
