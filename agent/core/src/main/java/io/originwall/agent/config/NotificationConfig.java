package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code notifications:} section: who is told of what happens, and how often. */
public record NotificationConfig(
        @Setting(
                value =
                        "What is told: a change, the rejection of a fetched list, drift (somebody else changed a target),"
                                + " a failure.",
                min = 1)
        List<Kind> events,

        @Setting("Where messages are posted.") List<Webhook> webhooks,

        @Setting("A program, by its absolute path, and its arguments; it reads the message as JSON on its stdin.")
        List<String> command,

        @Setting("How long one delivery may take; a command is killed after it, with its children.")
        Duration timeout,

        @Setting(
                value = "How many messages each receiver gets in an hour; what is more waits and is told together.",
                deprecated = "goes in the next version: remove it; each receiver gets at most 20 messages an hour",
                min = 1,
                max = 3600)
        int atMost,

        @Setting(
                value = "A problem that lasts is told again this often.",
                deprecated = "goes in the next version: remove it; a problem that lasts is told every six hours")
        Duration remind) {
    /** What a message is about. */
    public enum Kind {
        CHANGE,
        REJECTION,
        DRIFT,
        FAILURE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a message is written. */
    public enum Format {
        /** As docs/notification.schema.json says. */
        JSON,
        /** {@code {"text": …}}, as Slack, Mattermost and Rocket.Chat take it. */
        SLACK
    }

    /**
     * One place where messages are posted.
     *
     * @param format JSON where it is left out
     */
    public record Webhook(
            @Setting(
                    value = "https://, or http:// to a loopback address. Its path is a secret: write ${NAME}.",
                    required = true)
            WebhookUrl url,

            @Setting("json, or slack for {\"text\": ...}; json where it is left out.")
            Optional<Format> format,

            @Setting("More headers, such as \"Authorization: Bearer ${TOKEN}\".")
            List<HttpHeader> headers) {
        public boolean isSlack() {
            return format.equals(Optional.of(Format.SLACK));
        }
    }

    public static NotificationConfig defaults() {
        return new NotificationConfig(
                List.of(Kind.values()), List.of(), List.of(), Duration.ofSeconds(10), 20, Duration.ofHours(6));
    }

    /** How many are told. */
    public int receivers() {
        return webhooks.size() + (command.isEmpty() ? 0 : 1);
    }

    /** Is there nobody to tell? */
    public boolean isOff() {
        return receivers() == 0;
    }
}
