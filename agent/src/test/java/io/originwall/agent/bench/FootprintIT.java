package io.originwall.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.bench.FootprintRun.Pair;
import io.originwall.agent.bench.FootprintRun.Taken;
import io.originwall.host.lab.NetLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the packaged daemon costs a host, as a multiple of a JVM that does nothing, with the same flags and in the same run: a fifth more than
 * was recorded fails. Time is that of processors, of which the neighbours on a machine take less away than of a clock's.
 */
class FootprintIT {
    private static final int PAIRS = 7;
    private static final double REGRESSION = 1.2;

    /**
     * How many times what a bare JVM takes.
     *
     * @param memory resident, when the daemon has nothing to do
     * @param start processor time until the guard stands
     */
    private record Ratio(double memory, double start) {}

    /** As measured when it was last looked at, by version of Java; the one below counts for those that are not here. */
    private static final Map<Integer, Ratio> RECORDED = Map.of(17, new Ratio(2.27, 16.5), 25, new Ratio(2.45, 30.5));

    @TempDir
    Path directory;

    @Test
    void theDaemonTakesNoMoreOfTheHostThanWasRecorded() throws Exception {
        List<Pair> pairs;
        try (NetLab lab = NetLab.open()) {
            pairs = measure(lab);
        }

        Ratio recorded =
                new TreeMap<>(RECORDED).floorEntry(Runtime.version().feature()).getValue();
        assertThat(ratio(pairs, Taken::resident)).as("memory: %s", pairs).isLessThan(recorded.memory() * REGRESSION);
        assertThat(ratio(pairs, Taken::seconds)).as("start: %s", pairs).isLessThan(recorded.start() * REGRESSION);
    }

    private List<Pair> measure(NetLab lab) throws Exception {
        Process run = lab.process(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FootprintRun.class.getName(),
                        "" + PAIRS,
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).isZero();
        return printed.lines().map(Pair::parse).toList();
    }

    /** Of the sums, since a single start takes a fifth more or less than the next. */
    private static double ratio(List<Pair> pairs, ToDoubleFunction<Taken> amount) {
        return sum(pairs, Pair::daemon, amount) / sum(pairs, Pair::bare, amount);
    }

    private static double sum(List<Pair> pairs, Function<Pair, Taken> side, ToDoubleFunction<Taken> amount) {
        return pairs.stream().map(side).mapToDouble(amount).sum();
    }
}
