package io.originwall.agent.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a webhook is posted to. Whoever knows the path may post there, so it is never shown. */
public record WebhookUrl(URI uri) {
    static WebhookUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // Without the cause, which quotes the text.
            throw new IllegalArgumentException("not a URL");
        }
        Rules.webAddress(uri).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new WebhookUrl(uri);
    }

    /** What may be shown: everything before the path. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + "/…";
    }
}
