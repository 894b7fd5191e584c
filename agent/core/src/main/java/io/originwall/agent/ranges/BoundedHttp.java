package io.originwall.agent.ranges;

import io.originwall.agent.http.ExchangeException;
import io.originwall.agent.http.HttpCall;
import io.originwall.agent.http.HttpClient;
import io.originwall.agent.http.HttpHead;
import io.originwall.agent.http.HttpResult;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/** One attempt at a list: a GET and the redirects it leads through, within one time limit. Safe for use by many threads. */
final class BoundedHttp {
    private static final int MAX_REDIRECTS = 3;

    private final HttpLimits limits;
    private final HttpClient client;

    /** @param tls instead of the platform's own trust */
    BoundedHttp(HttpLimits limits, Optional<SSLSocketFactory> tls) {
        this.limits = limits;
        this.client = new HttpClient(limits.connect(), tls);
    }

    FeedResult get(URI start, Validators known, Duration limit) throws FetchException {
        Optional<String> objection = UrlRules.objection(start);
        if (objection.isPresent()) {
            throw lasting(start, objection.get());
        }
        long begun = System.nanoTime();
        URI url = start;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResult result = send(url, known, limit, limit.minusNanos(System.nanoTime() - begun));
            if (!isRedirect(result.head().status())) {
                return answer(url, known, result);
            }
            url = redirect(url, result.head());
        }
        throw lasting(start, "more than " + MAX_REDIRECTS + " redirects");
    }

    private HttpResult send(URI url, Validators known, Duration limit, Duration left) throws FetchException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json, text/plain");
        known.etag().ifPresent(etag -> headers.put("If-None-Match", etag));
        known.lastModified().ifPresent(date -> headers.put("If-Modified-Since", date));
        try {
            return client.send(new HttpCall("GET", url, headers, Optional.empty(), this::mostBytes), left);
        } catch (TimeoutException e) {
            throw FetchException.passing(UrlRules.shown(url), "no whole answer within " + limit.toMillis() + " ms");
        } catch (ExchangeException e) {
            String problem = String.valueOf(e.getMessage());
            throw e.isLasting() ? lasting(url, problem) : FetchException.passing(UrlRules.shown(url), problem);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lasting(url, "interrupted");
        } catch (IllegalStateException e) {
            // A bug, or an url that the library cannot bear: no reason to touch what is in force.
            throw lasting(url, String.valueOf(e.getMessage()));
        }
    }

    private int mostBytes(HttpHead head) {
        return head.status() == 200 && foreignContent(head).isEmpty() ? limits.maxBytes() : -1;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI redirect(URI from, HttpHead head) throws FetchException {
        String location = head.header("Location").orElse("");
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

    private static FeedResult answer(URI url, Validators known, HttpResult result) throws FetchException {
        HttpHead head = result.head();
        if (head.status() == 304 && !known.isEmpty()) {
            return new FeedResult.NotModified();
        }
        if (head.status() != 200) {
            String problem = "answered " + head.status();
            throw head.status() == 429 || head.status() >= 500
                    ? FetchException.passing(UrlRules.shown(url), problem, head.retryAfter())
                    : lasting(url, problem);
        }
        Optional<String> foreign = foreignContent(head);
        if (foreign.isPresent()) {
            throw lasting(url, foreign.get());
        }
        return new FeedResult.Body(
                result.body(), result.endKnown(), new Validators(head.header("ETag"), head.header("Last-Modified")));
    }

    private static Optional<String> foreignContent(HttpHead head) {
        String type = head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html") || type.startsWith("application/xhtml")) {
            return Optional.of("answered with an HTML page, not a list");
        }
        String coding = head.header("Content-Encoding").orElse("identity");
        return coding.equalsIgnoreCase("identity")
                ? Optional.empty()
                : Optional.of("answered in the coding " + coding + ", which was not asked for");
    }

    private static FetchException lasting(URI url, String problem) {
        return FetchException.lasting(UrlRules.shown(url), problem);
    }
}
