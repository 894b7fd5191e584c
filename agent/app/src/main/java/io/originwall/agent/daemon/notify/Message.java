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
 * @param notifications one or more, the last one last
 * @param leftOut how many more there were, older ones
 */
record Message(String host, Instant sentAt, List<Notification> notifications, long leftOut) {
    private static final int VERSION = 1;
    private static final int MAX_TEXT_LENGTH = 3000;

    /** One document, as docs/notification.schema.json says. */
    String json() {
        return Json.text(Json.object(
                "version", VERSION,
                "host", host,
                "sentAt", sentAt,
                "text", text(),
                "notices", notifications.stream().map(Message::json).toList(),
                "leftOut", leftOut));
    }

    /** What Slack, Mattermost and Rocket.Chat take. */
    String slack() {
        return Json.text(Json.object("text", escaped(text())));
    }

    /** In words, for a person. What does not fit is left out: first all the details, then what is oldest. */
    String text() {
        String head = "originwall on " + host + "\n";
        List<String> blocks = notifications.stream().map(Message::lines).toList();
        if (length(blocks) > MAX_TEXT_LENGTH) {
            blocks = notifications.stream().map(Message::line).toList();
        }
        int first = 0;
        while (length(blocks.subList(first, blocks.size())) > MAX_TEXT_LENGTH) {
            first++;
        }
        long untold = leftOut
                + notifications.subList(0, first).stream()
                        .mapToLong(Notification::times)
                        .sum();
        String rest = untold == 0 ? "" : "\nand " + untold + " more before these, left out";
        return head + String.join("\n", blocks.subList(first, blocks.size())) + rest;
    }

    /** One line: all of a single notice, or how many there are and the gravest first, as far as there is room. */
    String summary() {
        if (notifications.size() == 1 && leftOut == 0) {
            return notifications.get(0).headline();
        }
        return OneLine.of(notifications.size()
                + (notifications.size() == 1 ? " notice" : " notices")
                + (leftOut == 0 ? ": " : " (" + leftOut + " more left out): ")
                + notifications.stream()
                        .sorted(Comparator.comparing(Message::gravity).reversed())
                        .map(Notification::headline)
                        .collect(Collectors.joining("; ")));
    }

    /** What is wrong and was not put right, then what somebody else did, what we did, and what is over. */
    private static int gravity(Notification notification) {
        return switch (notification.state()) {
            case BEGAN, LASTS -> 3;
            case HAPPENED -> notification.kind() == Kind.DRIFT ? 2 : 1;
            case ENDED -> 0;
        };
    }

    private static int length(List<String> blocks) {
        return blocks.stream().mapToInt(block -> block.length() + 1).sum();
    }

    private static String line(Notification notification) {
        return "• " + notification.headline();
    }

    private static String lines(Notification notification) {
        return Stream.concat(
                        Stream.of(line(notification)),
                        notification.details().stream().map(detail -> "    " + detail))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> json(Notification notification) {
        return Json.object(
                "at", notification.at(),
                "kind", notification.kind(),
                "state", notification.state(),
                "about", notification.about(),
                "target", notification.target(),
                "summary", notification.summary(),
                "details", notification.details(),
                "times", notification.times());
    }

    /** Slack's own markup characters; text from outside must not make links or call a channel. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
