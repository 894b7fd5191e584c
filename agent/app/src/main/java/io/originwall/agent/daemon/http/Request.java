package io.originwall.agent.daemon.http;

import io.originwall.agent.daemon.http.Response.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request, by RFC 9112; a body is never read.
 *
 * @param method as sent; methods are case-sensitive
 * @param path as sent, undecoded, without the query
 * @param accept every value of {@code Accept}; empty where there is none
 */
record Request(String method, String path, String accept) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") (\\S+) HTTP/([0-9])\\.[0-9]");
    private static final Pattern NAME = Pattern.compile(TOKEN);
    private static final Pattern SCHEME_AND_HOST = Pattern.compile("(?i)https?://[^/?#]*");

    /** What a client sent is no request that can be answered. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final Status status;

        Refusal(Status status, String message) {
            super(message);
            this.status = status;
        }

        Response response() {
            return Response.text(status, getMessage() + "\n");
        }
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean isRead() {
        return isHead() || method.equals("GET");
    }

    /**
     * Reads what has come in so far.
     *
     * @return empty where the head is not complete yet
     * @throws Refusal as soon as it cannot become a request any more
     */
    static Optional<Request> read(ByteBuffer received) throws Refusal {
        int end = endOfHead(received);
        if (end < 0) {
            return Optional.empty();
        }
        byte[] head = new byte[end];
        received.get(received.position(), head);
        return Optional.of(parse(new String(head, StandardCharsets.ISO_8859_1)));
    }

    /** The index of the empty line; negative where there is none yet. */
    private static int endOfHead(ByteBuffer received) throws Refusal {
        boolean isEmpty = true;
        for (int i = received.position(); i < received.limit(); i++) {
            byte c = received.get(i);
            if (c == '\n') {
                if (isEmpty) {
                    return i - received.position();
                }
                isEmpty = true;
            } else if (c != '\r') {
                isEmpty = false;
                if (isControl(c)) {
                    throw new Refusal(Status.BAD_REQUEST, "this is no HTTP request");
                }
            }
        }
        return -1;
    }

    private static boolean isControl(byte c) {
        return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
    }

    private static Request parse(String head) throws Refusal {
        List<String> lines = head.lines().toList();
        Matcher first = REQUEST_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!first.matches()) {
            throw new Refusal(Status.BAD_REQUEST, "this is no HTTP request");
        }
        if (!first.group(3).equals("1")) {
            throw new Refusal(Status.VERSION_NOT_SUPPORTED, "HTTP/1.1 is spoken here");
        }
        String accept = "";
        for (String line : lines.subList(1, lines.size())) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
                throw new Refusal(Status.BAD_REQUEST, "a line of the head is no header field");
            }
            if (line.substring(0, colon).equalsIgnoreCase("Accept")) {
                accept += "," + line.substring(colon + 1).strip();
            }
        }
        return new Request(first.group(1), path(first.group(2)), accept);
    }

    /** A target may be a whole URL too (RFC 9112, 3.2.2). */
    private static String path(String target) {
        Matcher absolute = SCHEME_AND_HOST.matcher(target);
        String origin =
                absolute.lookingAt() ? "/" + target.substring(absolute.end()).replaceFirst("^/", "") : target;
        int query = origin.indexOf('?');
        return query < 0 ? origin : origin.substring(0, query);
    }
}
