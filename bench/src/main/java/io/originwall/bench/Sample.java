package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a daemon holds at one moment at which nothing happens.
 *
 * @param resident in MiB
 * @param anonymous in MiB
 * @param threads of the process
 * @param descriptors that are open
 * @param children processes
 * @param state files in the state directory
 * @param temporary files in the temporary directory
 */
record Sample(double resident, double anonymous, int threads, int descriptors, int children, int state, int temporary) {
    private static final int READINGS = 6;
    private static final long BETWEEN_MILLIS = 500;

    private static final List<Measure> MEASURES = List.of(
            new Measure("resident memory, MiB", Sample::resident, 2),
            new Measure("anonymous memory, MiB", Sample::anonymous, 2),
            new Measure("threads", Sample::threads, 2),
            new Measure("open descriptors", Sample::descriptors, 2),
            new Measure("child processes", Sample::children, 0),
            new Measure("files in the state directory", Sample::state, 1),
            new Measure("files in the temporary directory", Sample::temporary, 0));

    /**
     * Something that must not grow.
     *
     * @param margin how much more the last third may have than the one before
     */
    private record Measure(String title, ToDoubleFunction<Sample> value, double margin) {
        double median(List<Sample> samples) {
            double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /** The least of some readings: what comes and goes is no leak. */
    static Sample take(Proc proc, Path javaHome, Path state, Path temporary) throws IOException, InterruptedException {
        List<Sample> readings = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            Thread.sleep(BETWEEN_MILLIS);
            Proc.Memory memory = proc.memory(javaHome);
            readings.add(new Sample(
                    memory.resident() / 1024.0,
                    memory.anonymous() / 1024.0,
                    proc.threads(),
                    proc.descriptors(),
                    proc.children().size(),
                    files(state),
                    files(temporary)));
        }
        return new Sample(
                least(readings, Sample::resident),
                least(readings, Sample::anonymous),
                (int) least(readings, Sample::threads),
                (int) least(readings, Sample::descriptors),
                (int) least(readings, Sample::children),
                (int) least(readings, Sample::state),
                (int) least(readings, Sample::temporary));
    }

    private static double least(List<Sample> readings, ToDoubleFunction<Sample> of) {
        return readings.stream().mapToDouble(of).min().orElseThrow();
    }

    private static int files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return (int) files.count();
        }
    }

    /** A row for each measure, with the median of each third. */
    static String table(List<Sample> samples) {
        StringBuilder text =
                new StringBuilder("| | first third | second | last | may grow by |\n| --- | --- | --- | --- | --- |\n");
        for (Measure measure : MEASURES) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s |%n",
                    measure.title(),
                    number(measure.median(third(samples, 0))),
                    number(measure.median(third(samples, 1))),
                    number(measure.median(third(samples, 2))),
                    number(measure.margin())));
        }
        return text.toString();
    }

    /** What grew more than it may, in words. */
    static List<String> grown(List<Sample> samples) {
        List<String> grown = new ArrayList<>();
        for (Measure measure : MEASURES) {
            double before = measure.median(third(samples, 1));
            double last = measure.median(third(samples, 2));
            if (last > before + measure.margin()) {
                grown.add(measure.title() + ": from " + number(before) + " to " + number(last));
            }
        }
        return grown;
    }

    private static List<Sample> third(List<Sample> samples, int which) {
        return samples.subList(samples.size() * which / 3, samples.size() * (which + 1) / 3);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
