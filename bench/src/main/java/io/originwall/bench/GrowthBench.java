package io.originwall.bench;

import io.originwall.bench.Chart.Kind;
import io.originwall.bench.Chart.Point;
import io.originwall.bench.Chart.Row;
import io.originwall.bench.Chart.Series;
import io.originwall.bench.GrowthRun.Result;
import io.originwall.linux.lab.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How the cost grows with the list, from what Cloudflare publishes to a million blocks; a table, and a plot beside the page. */
final class GrowthBench {
    private static final Path PLOT = Path.of("docs", "growth.svg");
    private static final List<Integer> SIZES = List.of(22, 100, 1_000, 10_000, 100_000, 250_000, 1_000_000);
    /** The longest list that a configuration can ask for. */
    private static final int CONFIGURABLE = 300_000;

    private GrowthBench() {}

    static String run() throws Exception {
        Map<Backend, List<Result>> results = new LinkedHashMap<>();
        for (Backend backend : GrowthRun.backends()) {
            List<Result> found = new ArrayList<>();
            results.put(backend, found);
            for (int size : SIZES) {
                if (size <= backend.most()) {
                    Result result = GrowthRun.start(backend, size, warmups(size), pairs(size), heap(size));
                    System.err.println("bench:   " + backend.type() + ", " + result);
                    found.add(result);
                }
            }
        }
        Files.writeString(PLOT, plot(results));
        return text(results);
    }

    /** A long list warms itself. */
    private static int warmups(int size) {
        return size > 10_000 ? 0 : 20;
    }

    private static int pairs(int size) {
        return size > 10_000 ? 3 : 15;
    }

    private static String heap(int size) {
        return size > CONFIGURABLE ? "-Xmx1g" : "-Xmx128m";
    }

    private static String text(Map<Backend, List<Result>> results) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, """
                A list of blocks that do not touch goes onto a host that has nothing, as after a flush. *Sync* is plan, apply and the plan that reads it all
                back, in a JVM with the launcher's flags that has done it before; *our share* of it is the time in which no command ran. *Alone* is
                the bare tool that loads the same blocks into a set and reads nothing back, in turn with ours, in another namespace. Both sets are
                read back from the kernel at the end. Memory is the most that either process ever had. A configuration takes up to %,d blocks, in the launcher's
                heap of 128 MiB; beyond that the heap here is 1 GiB.%s

                ![Time and memory of a sync, from 22 to 1,000,000 blocks](growth.svg)

                | target | blocks | sync | our share | alone | sync / alone | memory: ours | the tool | pairs |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                """, CONFIGURABLE, limits(results)));
        results.forEach((backend, found) -> found.forEach(result -> text.append(row(backend, result))));
        return text.toString();
    }

    private static String limits(Map<Backend, List<Result>> results) {
        return results.keySet().stream()
                .filter(backend -> backend.most() < SIZES.get(SIZES.size() - 1))
                .map(backend -> String.format(
                        Locale.ROOT, " A target of type %s refuses more than %,d.", backend.type(), backend.most()))
                .collect(Collectors.joining());
    }

    private static String row(Backend backend, Result result) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %s: %s | %.2f | %s | %s | %d |%n",
                backend.type(),
                result.size(),
                time(result.sync()),
                time(result.share()),
                backend.tool(),
                time(result.bare()),
                result.sync() / result.bare(),
                mib(result.agent()),
                mib(result.tool()),
                result.pairs());
    }

    private static String plot(Map<Backend, List<Result>> results) {
        List<String> columns = new ArrayList<>();
        List<List<Series>> times = new ArrayList<>();
        List<List<Series>> memory = new ArrayList<>();
        results.forEach((backend, found) -> {
            String type = backend.type();
            columns.add("type: " + type);
            times.add(List.of(
                    new Series("sync", type, Kind.WHOLE, points(found, Result::sync)),
                    new Series("our share", type, Kind.SHARE, points(found, Result::share)),
                    new Series(backend.tool() + " alone", type, Kind.BARE, points(found, Result::bare))));
            memory.add(List.of(
                    new Series("originwall", type, Kind.WHOLE, points(found, Result::agent)),
                    new Series(backend.tool(), type, Kind.BARE, points(found, Result::tool))));
        });
        return Chart.svg(
                "Time and memory of a sync, from 22 to 1,000,000 blocks",
                columns,
                List.of(
                        new Row("Time to load a list and read it back", 300, GrowthBench::time, times),
                        new Row("Most memory, of either process", 170, GrowthBench::mib, memory)));
    }

    private static String mib(double mib) {
        return String.format(Locale.ROOT, "%,.0f MiB", mib);
    }

    private static List<Point> points(List<Result> found, ToDoubleFunction<Result> of) {
        return found.stream()
                .map(result -> new Point(result.size(), of.applyAsDouble(result)))
                .toList();
    }

    private static String time(double millis) {
        if (millis >= 1_000) {
            return String.format(Locale.ROOT, millis < 10_000 ? "%.1f s" : "%.0f s", millis / 1_000)
                    .replace(".0 s", " s");
        }
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
                .replace(".0 ms", " ms");
    }
}
