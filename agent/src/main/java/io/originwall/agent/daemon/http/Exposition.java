package io.originwall.agent.daemon.http;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** One of the text formats that the metrics are told in. */
final class Exposition {
    private final ExpositionFormatWriter writer;
    private final Supplier<MetricSnapshots> metrics;

    private Exposition(ExpositionFormatWriter writer, Supplier<MetricSnapshots> metrics) {
        this.writer = writer;
        this.metrics = metrics;
    }

    /** The format that everything reads, version 0.0.4. */
    static Exposition prometheus(Supplier<MetricSnapshots> metrics) {
        return new Exposition(PrometheusTextFormatWriter.create(), metrics);
    }

    /** For those who ask for it, as Prometheus does. */
    static Exposition openMetrics(Supplier<MetricSnapshots> metrics) {
        return new Exposition(OpenMetricsTextFormatWriter.create(), metrics);
    }

    boolean isAskedForBy(Request request) {
        return writer.accepts(request.accept());
    }

    Response response() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, metrics.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.of(Status.OK, writer.getContentType(), text.toByteArray());
    }
}
