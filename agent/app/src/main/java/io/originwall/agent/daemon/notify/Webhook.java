package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.HttpHeader;
import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.http.ExchangeException;
import io.originwall.agent.http.HttpCall;
import io.originwall.agent.http.HttpClient;
import io.originwall.agent.http.HttpHead;
import io.originwall.text.OneLine;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A place where messages are posted. It has taken one when it answers with 2xx; what else it says is not read. A redirect is not followed,
 * for the message and its headers are meant for nobody else.
 *
 * @param limit from the name lookup to the status line, whatever the server does in that time
 */
record Webhook(NotificationConfig.Webhook config, Duration limit) implements Receiver {
    private static final Duration MAX_PAUSE = Duration.ofHours(1);

    @Override
    public void deliver(Message message) throws Refusal, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        for (HttpHeader header : config.headers()) {
            headers.put(header.name(), header.value());
        }
        Optional<String> body = Optional.of(config.isSlack() ? message.slack() : message.json());
        HttpCall post = new HttpCall("POST", config.url().uri(), headers, body, head -> -1);
        try {
            judge(new HttpClient(limit, Optional.empty()).send(post, limit).head());
        } catch (TimeoutException e) {
            throw Refusal.passing("no answer within " + limit.toMillis() + " ms");
        } catch (ExchangeException e) {
            throw Refusal.passing(problem(config.url().uri(), String.valueOf(e.getMessage())));
        } catch (IllegalStateException e) {
            // A bug, whose text may hold anything.
            throw Refusal.passing("the exchange broke");
        }
    }

    private static void judge(HttpHead answer) throws Refusal {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return;
        }
        if (status >= 300 && status < 400) {
            throw Refusal.lasting(
                    "answered " + status + ", a redirect, which is not followed: put the right address in the config");
        }
        boolean passing = status == 408 || status == 425 || status == 429 || status >= 500;
        String problem = "answered " + status;
        throw passing ? new Refusal(problem, pause(answer)) : Refusal.lasting(problem);
    }

    private static Duration pause(HttpHead answer) {
        Duration asked = answer.retryAfter();
        return asked.compareTo(MAX_PAUSE) <= 0 ? asked : Duration.ZERO;
    }

    /** Of one line, and without the address, which may be a secret: looked for before anything is cut off. */
    static String problem(URI uri, String text) {
        String secret = Optional.ofNullable(uri.getRawPath()).orElse("");
        return secret.length() > 1 && text.contains(secret) ? "the exchange failed" : OneLine.of(text);
    }

    @Override
    public String toString() {
        return "webhook " + config.url();
    }
}
