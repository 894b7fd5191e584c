package io.originwall.agent.http;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;

/** An exchange that did not come to its end. The message is a text of the transport; it holds neither path nor headers of the request. */
public final class ExchangeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    private ExchangeException(String message, boolean lasting, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.lasting = lasting;
    }

    static ExchangeException passing(String message, Throwable cause) {
        return new ExchangeException(message, false, Optional.of(cause));
    }

    static ExchangeException lasting(String message) {
        return new ExchangeException(message, true, Optional.empty());
    }

    static ExchangeException of(IOException e) {
        if (e instanceof ExchangeException ours) {
            return ours;
        }
        boolean untrusted = Stream.<Throwable>iterate(e, t -> t != null, Throwable::getCause)
                .limit(10)
                .anyMatch(CertificateException.class::isInstance);
        String message = e.getClass().getSimpleName().replace("Exception", "")
                + Optional.ofNullable(e.getMessage()).map(": "::concat).orElse("");
        return new ExchangeException(message, untrusted, Optional.of(e));
    }

    /** To ask again will not help: a certificate that is not trusted, an answer that is too long. */
    public boolean isLasting() {
        return lasting;
    }
}
