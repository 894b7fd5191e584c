package io.originwall.agent.ranges;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/**
 * One attempt, bounded in time from the name lookup to the last byte. The time limits of HttpURLConnection are per read, and a server that
 * sends a byte now and then never meets them; a name lookup has none at all. So the exchange runs on a thread of its own that is left
 * behind, its connection cut, when the time is up. Safe for use by many threads.
 */
final class BoundedHttp {
    private final HttpLimits limits;
    private final Optional<SSLSocketFactory> tls;

    /** @param tls instead of the platform's own trust */
    BoundedHttp(HttpLimits limits, Optional<SSLSocketFactory> tls) {
        this.limits = limits;
        this.tls = tls;
    }

    Answer get(URI url, Validators known, Duration limit) throws FetchException {
        Optional<String> objection = UrlRules.objection(url);
        if (objection.isPresent()) {
            throw FetchException.lasting(UrlRules.shown(url), objection.get());
        }
        HttpExchange exchange = new HttpExchange(url, known, limits, tls);
        FutureTask<Answer> task = new FutureTask<>(exchange);
        Thread thread = new Thread(task, "originwall-fetch");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            exchange.abort();
            throw FetchException.passing(UrlRules.shown(url), "no whole answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            exchange.abort();
            Thread.currentThread().interrupt();
            throw FetchException.lasting(UrlRules.shown(url), "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FetchException failure) {
                throw failure;
            }
            // A bug, or an url that the library cannot bear: no reason to touch what is in force.
            throw FetchException.lasting(UrlRules.shown(url), "the fetch broke: " + e.getCause());
        }
    }
}
