package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.json.Json;
import io.originwall.text.OneLine;
import java.time.Instant;
import java.util.Comparator;
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

    /** In words, for a person. What does not fit is left out: first all the details, then what is oldest. */
    String text() {
        String head = "originwall on " + host + "\n";
        List<String> blocks = notices.stream().map(Message::lines).toList();
        if (length(blocks) > LONGEST_TEXT) {
            blocks = notices.stream().map(Message::line).toList();
        }
        int first = 0;
        while (length(blocks.subList(first, blocks.size())) > LONGEST_TEXT) {
            first++;
        }
        long untold = leftOut
                + notices.subList(0, first).stream().mapToLong(Notice::times).sum();
        String rest = untold == 0 ? "" : "\nand " + untold + " more before these, left out";
        return head + String.join("\n", blocks.subList(first, blocks.size())) + rest;
    }

    /** One line: all of a single notice, or how many there are and the gravest first, as far as there is room. */
    String summary() {
        if (notices.size() == 1 && leftOut == 0) {
            return notices.get(0).headline();
        }
        return OneLine.of(notices.size()
                + (notices.size() == 1 ? " notice" : " notices")
                + (leftOut == 0 ? ": " : " (" + leftOut + " more left out): ")
                + notices.stream()
                        .sorted(Comparator.comparing(Message::gravity).reversed())
                        .map(Notice::headline)
                        .collect(Collectors.joining("; ")));
    }

    /** What is wrong and was not put right, then what somebody else did, what we did, and what is over. */
    private static int gravity(Notice notice) {
        return switch (notice.state()) {
            case BEGAN, LASTS -> 3;
            case HAPPENED -> notice.kind() == Kind.DRIFT ? 2 : 1;
            case ENDED -> 0;
        };
    }

    private static int length(List<String> blocks) {
        return blocks.stream().mapToInt(block -> block.length() + 1).sum();
    }

    private static String line(Notice notice) {
        return "• " + notice.headline();
    }

    private static String lines(Notice notice) {
        return Stream.concat(Stream.of(line(notice)), notice.details().stream().map(detail -> "    " + detail))
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
