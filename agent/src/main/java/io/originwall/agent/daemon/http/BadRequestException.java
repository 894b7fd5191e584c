package io.originwall.agent.daemon.http;

/** What a client sent is no request that can be answered. The message goes back to it. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Status status;

    BadRequestException(Status status, String message) {
        super(message);
        this.status = status;
    }

    Response response() {
        return Response.text(status, getMessage() + "\n");
    }
}
