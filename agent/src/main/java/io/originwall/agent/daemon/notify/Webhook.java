package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.HttpHeader;
import io.originwall.agent.config.NotificationConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A place where messages are posted. It has taken one when it answers with 2xx; what else it says is not read. A redirect is not followed,
 * for the message and its headers are meant for nobody else.
 *
 * @param limit from the name lookup to the status line, whatever the server does in that time
 */
record Webhook(NotificationConfig.Webhook config, Duration limit) implements Receiver {
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final String USER_AGENT = "originwall/"
            + Optional.ofNullable(Webhook.class.getPackage().getImplementationVersion())
                    .orElse("dev");

    /** The time limits of HttpURLConnection are for each read, so the post runs on a thread that is left behind when the time is up. */
    @Override
    public void deliver(Message message) throws DeliveryException, InterruptedException {
        Post post = new Post(config, limit, config.isSlack() ? message.slack() : message.json());
        FutureTask<Answer> task = new FutureTask<>(post::call);
        Thread thread = new Thread(task, "originwall-webhook");
        thread.setDaemon(true);
        thread.start();
        try {
            judge(task.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw DeliveryException.passing("no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw DeliveryException.passing(problem(e));
        } finally {
            post.abort();
        }
    }

    private static void judge(Answer answer) throws DeliveryException {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return;
        }
        if (status >= 300 && status < 400) {
            throw DeliveryException.lasting(
                    "answered " + status + ", a redirect, which is not followed: put the right address in the config");
        }
        boolean passing = status < 0 || status == 408 || status == 425 || status == 429 || status >= 500;
        String problem = status < 0 ? "did not answer in HTTP" : "answered " + status;
        throw passing ? DeliveryException.passing(problem, answer.retryAfter()) : DeliveryException.lasting(problem);
    }

    /** Only what the transport says; the library's own texts may hold the address or a header. */
    private String problem(ExecutionException e) {
        Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
        String what = cause.getClass().getSimpleName().replace("Exception", "");
        if (!(cause instanceof IOException) || cause.getMessage() == null) {
            return what;
        }
        URI uri = config.url().uri();
        String text = what + ": " + cause.getMessage().replaceAll("\\p{C}+", " ");
        String secret = Optional.ofNullable(uri.getRawPath()).orElse("");
        return secret.length() > 1 && text.contains(secret) ? what : text;
    }

    @Override
    public String toString() {
        return "webhook " + config.url();
    }

    private record Answer(int status, Duration retryAfter) {}

    /** One request. */
    private static final class Post {
        private final NotificationConfig.Webhook config;
        private final Duration limit;
        private final byte[] body;
        private volatile Optional<HttpURLConnection> open = Optional.empty();
        private volatile boolean aborted;

        Post(NotificationConfig.Webhook config, Duration limit, String body) {
            this.config = config;
            this.limit = limit;
            this.body = body.getBytes(StandardCharsets.UTF_8);
        }

        /** Cuts the connection, from any thread. */
        void abort() {
            aborted = true;
            open.ifPresent(HttpURLConnection::disconnect);
        }

        Answer call() throws IOException {
            HttpURLConnection connection = connect();
            try {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
                return new Answer(connection.getResponseCode(), retryAfter(connection));
            } catch (HttpRetryException e) {
                return new Answer(e.responseCode(), Duration.ZERO); // 401, which it would answer by itself
            }
        }

        private HttpURLConnection connect() throws IOException {
            URI uri = config.url().uri();
            boolean https = uri.getScheme().equalsIgnoreCase("https");
            // Plain http only ever goes to loopback; a proxy would take it elsewhere.
            HttpURLConnection connection = (HttpURLConnection)
                    (https ? uri.toURL().openConnection() : uri.toURL().openConnection(Proxy.NO_PROXY));
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout((int) limit.toMillis());
            connection.setReadTimeout((int) limit.toMillis());
            // Without a length it would post a second time, unasked, when the first connection breaks.
            connection.setFixedLengthStreamingMode(body.length);
            connection.setRequestProperty("Connection", "close");
            connection.setRequestProperty("User-Agent", USER_AGENT);
            connection.setRequestProperty("Content-Type", "application/json; charset=utf-8");
            for (HttpHeader header : config.headers()) {
                connection.setRequestProperty(header.name(), header.value());
            }
            open = Optional.of(connection);
            if (aborted) {
                throw new IOException("aborted");
            }
            return connection;
        }

        private static Duration retryAfter(HttpURLConnection connection) {
            return Optional.ofNullable(connection.getHeaderField("Retry-After"))
                    .filter(text -> text.matches("[0-9]{1,6}"))
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .filter(pause -> pause.compareTo(LONGEST_PAUSE) <= 0)
                    .orElse(Duration.ZERO);
        }
    }
}
