package io.originwall.agent.daemon.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** The values of one metric that is read when it is asked for. */
final class Series {
    private final String name;
    private final String help;
    private final List<Point> points = new ArrayList<>();

    private record Point(double value, Labels labels) {}

    Series(String name, String help) {
        this.name = name;
        this.help = help;
    }

    /** Label names and their values, in turn. */
    Series add(double value, String... labels) {
        points.add(new Point(value, Labels.of(labels)));
        return this;
    }

    /** The same for a count: to Prometheus every value is a double, exact up to 2^53. */
    Series add(long value, String... labels) {
        return add((double) value, labels);
    }

    MetricSnapshot gauge() {
        return new GaugeSnapshot(
                new MetricMetadata(name, help),
                points.stream()
                        .map(point -> GaugeDataPointSnapshot.builder()
                                .value(point.value())
                                .labels(point.labels())
                                .build())
                        .toList());
    }

    /** Of a name without its {@code _total}. */
    MetricSnapshot counter() {
        return new CounterSnapshot(
                new MetricMetadata(name, help),
                points.stream()
                        .map(point -> CounterDataPointSnapshot.builder()
                                .value(point.value())
                                .labels(point.labels())
                                .build())
                        .toList());
    }
}
