package io.originwall.agent.ranges;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET and the redirects it leads through, bounded in size; {@link BoundedHttp} bounds it in time. HttpURLConnection and not HttpClient:
 * it starts in a third of the time and needs fewer threads and less memory.
 */
final class HttpExchange implements Callable<Answer> {
    private static final int MOST_REDIRECTS = 3;
    private static final String USER_AGENT = "originwall/"
            + Optional.ofNullable(HttpExchange.class.getPackage().getImplementationVersion())
                    .orElse("dev");

    private final URI start;
    private final Validators known;
    private final HttpLimits limits;
    private final Optional<SSLSocketFactory> tls;
    private volatile Optional<HttpURLConnection> open = Optional.empty();
    private volatile boolean aborted;

    HttpExchange(URI url, Validators known, HttpLimits limits, Optional<SSLSocketFactory> tls) {
        this.start = url;
        this.known = known;
        this.limits = limits;
        this.tls = tls;
    }

    /** Cuts the connection, from any thread. */
    void abort() {
        aborted = true;
        open.ifPresent(HttpURLConnection::disconnect);
    }

    @Override
    public Answer call() throws FetchException {
        URI url = start;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            try {
                HttpURLConnection connection = connect(url);
                int status = connection.getResponseCode();
                if (!isRedirect(status)) {
                    return answer(url, connection, status);
                }
                url = redirect(url, connection);
            } catch (IOException e) {
                throw failure(url, e);
            }
        }
        throw lasting(start, "more than " + MOST_REDIRECTS + " redirects");
    }

    private HttpURLConnection connect(URI url) throws IOException {
        boolean https = url.getScheme().equalsIgnoreCase("https");
        // Plain http only ever goes to loopback; a proxy would take it elsewhere.
        HttpURLConnection connection = (HttpURLConnection)
                (https ? url.toURL().openConnection() : url.toURL().openConnection(Proxy.NO_PROXY));
        if (connection instanceof HttpsURLConnection secure) {
            tls.ifPresent(secure::setSSLSocketFactory);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) limits.connect().toMillis());
        connection.setReadTimeout((int) limits.attempt().toMillis());
        connection.setRequestProperty("User-Agent", USER_AGENT);
        connection.setRequestProperty("Accept", "application/json, text/plain");
        known.etag().ifPresent(etag -> connection.setRequestProperty("If-None-Match", etag));
        known.lastModified().ifPresent(date -> connection.setRequestProperty("If-Modified-Since", date));
        open = Optional.of(connection);
        if (aborted) {
            throw new InterruptedIOException("aborted");
        }
        return connection;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI redirect(URI from, HttpURLConnection connection) throws FetchException {
        String location = header(connection, "Location").orElse("");
        connection.disconnect();
        if (location.isEmpty()) {
            throw lasting(from, "redirects to nowhere");
        }
        try {
            URI to = from.resolve(new URI(location));
            if (UrlRules.mayRedirect(from, to)) {
                return to;
            }
        } catch (URISyntaxException e) {
            throw lasting(from, "redirects to what is no address: \"" + location + "\"");
        }
        throw lasting(from, "redirects to " + location + ", which is not https:// on the same host");
    }

    private Answer answer(URI url, HttpURLConnection connection, int status) throws IOException, FetchException {
        if (status == 304 && !known.isEmpty()) {
            return new Answer.NotModified();
        }
        if (status != 200) {
            Duration retryAfter = retryAfter(connection);
            connection.disconnect();
            String problem = status < 0 ? "did not answer in HTTP" : "answered " + status;
            throw status == 429 || status >= 500 || status < 0
                    ? FetchException.passing(UrlRules.shown(url), problem, retryAfter)
                    : lasting(url, problem);
        }
        refuseForeignContent(url, connection);
        return body(url, connection);
    }

    private static void refuseForeignContent(URI url, HttpURLConnection connection) throws FetchException {
        String type = header(connection, "Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html") || type.startsWith("application/xhtml")) {
            connection.disconnect();
            throw lasting(url, "answered with an HTML page, not a list");
        }
        String coding = header(connection, "Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            connection.disconnect();
            throw lasting(url, "answered in the coding " + coding + ", which was not asked for");
        }
    }

    private Answer body(URI url, HttpURLConnection connection) throws IOException, FetchException {
        long announced = connection.getContentLengthLong();
        if (announced > limits.maxBytes()) {
            throw tooLong(url, connection);
        }
        byte[] bytes;
        try (InputStream in = connection.getInputStream()) {
            bytes = in.readNBytes(limits.maxBytes() + 1);
            if (bytes.length > limits.maxBytes()) {
                // Before close(), which would read on to save the connection.
                throw tooLong(url, connection);
            }
        } catch (IOException e) {
            throw cutOff(url, String.valueOf(e.getMessage()));
        }
        // JDK 25 says "Premature EOF" by itself, JDK 17 takes what it got for the whole.
        if (announced >= 0 && bytes.length != announced) {
            throw cutOff(url, bytes.length + " of " + announced + " bytes");
        }
        boolean chunked = header(connection, "Transfer-Encoding").isPresent();
        Validators validators = new Validators(header(connection, "ETag"), header(connection, "Last-Modified"));
        return new Answer.Body(bytes, announced >= 0 || chunked, validators);
    }

    private static FetchException cutOff(URI url, String where) {
        return FetchException.passing(UrlRules.shown(url), "the answer was cut off: " + where);
    }

    private FetchException tooLong(URI url, HttpURLConnection connection) {
        connection.disconnect();
        return lasting(url, "the answer is longer than " + limits.maxBytes() + " bytes");
    }

    private static Optional<String> header(HttpURLConnection connection, String name) {
        return Optional.ofNullable(connection.getHeaderField(name));
    }

    // The date form is not worth its parser: back-off goes on without it.
    private static Duration retryAfter(HttpURLConnection connection) {
        return header(connection, "Retry-After")
                .filter(text ->
                        text.length() <= 6 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
    }

    private static FetchException failure(URI url, IOException e) {
        boolean untrusted = Stream.<Throwable>iterate(e, t -> t != null, Throwable::getCause)
                .limit(10)
                .anyMatch(CertificateException.class::isInstance);
        String problem = e.getClass().getSimpleName().replace("Exception", "")
                + Optional.ofNullable(e.getMessage()).map(": "::concat).orElse("");
        return untrusted ? lasting(url, problem) : FetchException.passing(UrlRules.shown(url), problem);
    }

    private static FetchException lasting(URI url, String problem) {
        return FetchException.lasting(UrlRules.shown(url), problem);
    }
}
