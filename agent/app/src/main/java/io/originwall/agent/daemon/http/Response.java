package io.originwall.agent.daemon.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An answer; immutable. The connection always ends with it. */
final class Response {
    /** The status codes that are answered, with the names that RFC 9110 gives them. */
    enum Status {
        OK(200, "OK"),
        BAD_REQUEST(400, "Bad Request"),
        NOT_FOUND(404, "Not Found"),
        METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
        REQUEST_TIMEOUT(408, "Request Timeout"),
        HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
        INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
        SERVICE_UNAVAILABLE(503, "Service Unavailable"),
        VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

        private final int code;
        private final String reason;

        Status(int code, String reason) {
            this.code = code;
            this.reason = reason;
        }

        @Override
        public String toString() {
            return code + " " + reason;
        }
    }

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Status status;
    private final String contentType;
    private final ByteBuffer body;
    private final String more;

    private Response(Status status, String contentType, ByteBuffer body, String more) {
        this.status = status;
        this.contentType = contentType;
        this.body = body.asReadOnlyBuffer();
        this.more = more;
    }

    static Response text(Status status, String text) {
        return of(status, TEXT, text);
    }

    static Response of(Status status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes become the response's own. */
    static Response of(Status status, String contentType, byte[] body) {
        return new Response(status, contentType, ByteBuffer.wrap(body), "");
    }

    static Response methodNotAllowed() {
        byte[] body = "only GET and HEAD\n".getBytes(StandardCharsets.UTF_8);
        return new Response(Status.METHOD_NOT_ALLOWED, TEXT, ByteBuffer.wrap(body), "Allow: GET, HEAD\r\n");
    }

    /** Status line and headers; those of a HEAD are the same as those of a GET. */
    ByteBuffer head() {
        String head = "HTTP/1.1 " + status + "\r\n"
                + "Content-Type: " + contentType + "\r\n"
                + "Content-Length: " + body.remaining() + "\r\n"
                + "Cache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + more
                + "Connection: close\r\n\r\n";
        return ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** From its beginning; each caller gets its own position in the same bytes. */
    ByteBuffer body() {
        return body.duplicate();
    }
}
