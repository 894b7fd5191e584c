package io.originwall.agent.daemon.notify;

import io.originwall.agent.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a receiver gets at once.
 *
 * @param host this machine
 * @param notices one or more, the last one last
 * @param leftOut how many more there were, older ones
 */
record Message(String host, Instant sentAt, List<Notice> notices, long leftOut) {
    private static final int VERSION = 1;
    private static final int LONGEST_TEXT = 3000;

    /** One document, as docs/notification.schema.json says. */
    String json() {
        return Json.text(Json.object(
                "version", VERSION,
                "host", host,
                "sentAt", sentAt,
                "text", text(),
                "notices", notices.stream().map(Message::json).toList(),
                "leftOut", leftOut));
    }

    /** What Slack, Mattermost and Rocket.Chat take. */
    String slack() {
        return Json.text(Json.object("text", escaped(text())));
    }

    /** In words, for a person. */
    String text() {
        String text = Stream.concat(
                        notices.stream().map(Message::lines),
                        leftOut == 0 ? Stream.of() : Stream.of("and " + leftOut + " more before these, left out"))
                .collect(Collectors.joining("\n", "originwall on " + host + "\n", ""));
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private static String lines(Notice notice) {
        String times = notice.times() == 1 ? "" : " (" + notice.times() + " times; this was the last)";
        return Stream.concat(
                        Stream.of("• " + notice.summary() + times),
                        notice.details().stream().map(detail -> "    " + detail))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> json(Notice notice) {
        return Json.object(
                "at", notice.at(),
                "kind", notice.kind(),
                "state", notice.state(),
                "about", notice.about(),
                "target", notice.target(),
                "summary", notice.summary(),
                "details", notice.details(),
                "times", notice.times());
    }

    /** Slack's own markup characters; text from outside must not make links or call a channel. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
