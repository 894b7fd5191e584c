package io.originwall.agent.daemon.http;

import io.originwall.agent.daemon.http.Response.Status;
import io.originwall.agent.daemon.http.StatusServer.Times;
import io.originwall.agent.event.Overview;
import io.originwall.agent.report.StatusDocument;
import io.originwall.json.Json;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered to which path. Paths are compared as they are sent: there is nothing below, beside or behind them. */
final class Routes implements HttpServer.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private static final String INDEX = """
            Originwall
            /metrics  for Prometheus
            /healthz  does it run
            /readyz   is everything enforced
            /status   how everything stands, in JSON
            """;

    /** The format that everything reads, version 0.0.4. */
    static final ExpositionFormatWriter PROMETHEUS = PrometheusTextFormatWriter.create();

    /** For those who ask for it, as Prometheus does. */
    private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

    private final Overview overview;
    private final Executor worker;
    private final Map<String, Route> routes;

    /**
     * One path.
     *
     * @param atOnce is answered by whoever reads the request, so it must not take any time; else by the worker
     */
    private record Route(boolean atOnce, Function<Request, Response> response) {}

    /** An answer that is given again for a while, so that many who ask cost no more work and no more memory than one. Used by one thread. */
    private static final class Recent implements Supplier<Response> {
        private final Supplier<Response> source;
        private final long nanos;
        private Optional<Response> last = Optional.empty();
        private long made;

        Recent(Supplier<Response> source, Duration time) {
            this.source = source;
            this.nanos = time.toNanos();
        }

        @Override
        public Response get() {
            if (last.isEmpty() || System.nanoTime() - made >= nanos) {
                last = Optional.of(source.get());
                made = System.nanoTime();
            }
            return last.orElseThrow();
        }
    }

    /** @param worker one thread, for answers that may take a moment; refuses where too much waits for it */
    Routes(Overview overview, Metrics metrics, Executor worker, Times times) {
        this.overview = overview;
        this.worker = worker;
        Recent readiness = new Recent(() -> Readiness.response(overview), times.fresh());
        Recent status = new Recent(this::status, times.fresh());
        Recent usual = new Recent(() -> metrics(PROMETHEUS, metrics.snapshots(overview)), times.fresh());
        Recent modern = new Recent(() -> metrics(OPEN_METRICS, metrics.snapshots(overview)), times.fresh());
        // Health is told at once: it has to be answered when everything else stands still.
        this.routes = Map.of(
                "/",
                new Route(true, request -> Response.text(Status.OK, INDEX)),
                "/healthz",
                new Route(true, request -> health()),
                "/readyz",
                new Route(false, request -> readiness.get()),
                "/status",
                new Route(false, request -> status.get()),
                "/metrics",
                new Route(false, request -> OPEN_METRICS.accepts(request.accept()) ? modern.get() : usual.get()));
    }

    @Override
    public void handle(Request request, Consumer<Response> answer) {
        Optional<Route> route = Optional.ofNullable(routes.get(request.path()));
        if (route.isEmpty()) {
            answer.accept(Response.text(Status.NOT_FOUND, "nothing here; / lists what there is\n"));
        } else if (!request.isRead()) {
            answer.accept(Response.methodNotAllowed());
        } else if (route.get().atOnce()) {
            answer.accept(respond(route.get(), request));
        } else {
            later(() -> answer.accept(respond(route.get(), request)), answer);
        }
    }

    private void later(Runnable work, Consumer<Response> answer) {
        try {
            worker.execute(work);
        } catch (RejectedExecutionException e) {
            answer.accept(Response.text(Status.SERVICE_UNAVAILABLE, "too many wait already\n"));
        }
    }

    private static Response respond(Route route, Request request) {
        try {
            return route.response().apply(request);
        } catch (RuntimeException e) {
            LOG.error("{} cannot be answered", request.path(), e);
            return Response.text(Status.INTERNAL_SERVER_ERROR, "this is a bug; the log has more\n");
        }
    }

    private Response health() {
        return overview.isAlive()
                ? Response.text(Status.OK, "ok\n")
                : Response.text(Status.SERVICE_UNAVAILABLE, "the scheduler stands still, or a cycle is stuck\n");
    }

    static Response metrics(ExpositionFormatWriter format, MetricSnapshots metrics) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            format.write(text, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.of(Status.OK, format.getContentType(), text.toByteArray());
    }

    private Response status() {
        Map<String, Object> document = StatusDocument.of(overview.ranges(), overview.targets(), Optional.empty());
        return Response.of(Status.OK, "application/json", Json.text(document) + "\n");
    }
}
