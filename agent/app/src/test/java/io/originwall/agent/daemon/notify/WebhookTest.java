package io.originwall.agent.daemon.notify;

import static io.originwall.agent.daemon.notify.PostOffice.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.originwall.agent.config.HttpHeader;
import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.config.NotificationConfig.Format;
import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.config.WebhookUrl;
import io.originwall.agent.daemon.notify.Notification.About;
import io.originwall.agent.daemon.notify.Notification.State;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookTest {
    private static final String PATH = "/services/T0/B0/hush?key=hush";

    private static final Notification NOTICE = Notification.of(
            Happenings.NOON,
            Kind.DRIFT,
            State.HAPPENED,
            About.TARGET,
            Optional.of("host"),
            "somebody changed <host> & more",
            IntStream.range(0, 7).mapToObj(i -> "+ 10.0.0." + i).toList());

    private static final Message MESSAGE =
            new Message("web-1", Happenings.NOON, List.of(NOTICE, NOTICE.after(NOTICE)), 7);

    private static Webhook webhook(String url, Format format, HttpHeader... headers) {
        return webhook(url, format, Duration.ofSeconds(30), headers);
    }

    private static Webhook webhook(String url, Format format, Duration limit, HttpHeader... headers) {
        return new Webhook(
                new NotificationConfig.Webhook(new WebhookUrl(URI.create(url)), Optional.of(format), List.of(headers)),
                limit);
    }

    @Test
    void aProblemWithTheAddressInItIsNotToldWhereverItStands() {
        URI uri = URI.create("https://hooks.example.com" + PATH);

        assertThat(Webhook.problem(uri, "x".repeat(290) + uri)).isEqualTo("the exchange failed");
        assertThat(Webhook.problem(uri, "no route\nto host")).isEqualTo("no route to host");
    }

    private static Receiver.Refusal refusal(Webhook webhook) {
        Receiver.Refusal refusal = catchThrowableOfType(Receiver.Refusal.class, () -> webhook.deliver(MESSAGE));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain("hush").doesNotContain("\n");
        assertThat(webhook.toString()).doesNotContain("hush");
        return refusal;
    }

    @Test
    void postsOneJsonDocumentWithTheHeadersOfTheConfig() throws Exception {
        try (PostOffice office = new PostOffice(answer(204))) {
            webhook(office.url(PATH), Format.JSON, new HttpHeader("Authorization", "Bearer hush"))
                    .deliver(MESSAGE);

            PostOffice.Posted posted = office.posted.take();
            assertThat(posted.head())
                    .startsWith("POST " + PATH + " HTTP/1.1\n")
                    .contains("Authorization: Bearer hush\n")
                    .contains("Content-Type: application/json; charset=utf-8\n")
                    .contains("User-Agent: originwall/");
            assertThat(posted.body()).isEqualTo(MESSAGE.json());
        }
    }

    @Test
    void theDocumentIsWhatItsSchemaSays() throws Exception {
        String schema = Files.readString(Path.of("..", "docs", "notification.schema.json"));

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON)
                        .validate(MESSAGE.json(), InputFormat.JSON))
                .isEmpty();
        assertThat(MESSAGE.json())
                .startsWith(
                        "{\"version\":1,\"host\":\"web-1\",\"sentAt\":\"2026-11-22T12:00:00Z\",\"text\":\"originwall on web-1\\n"
                                + "• somebody changed <host> & more\\n    + 10.0.0.0\\n")
                .contains("    … and 2 more\\n• somebody changed <host> & more (2 times)\\n")
                .endsWith("\"+ 10.0.0.4\",\"… and 2 more\"],\"times\":2}],\"leftOut\":7}");
    }

    @Test
    void slackGetsTextInWhichNothingIsMarkup() throws Exception {
        try (PostOffice office = new PostOffice(answer(200))) {
            webhook(office.url(PATH), Format.SLACK).deliver(MESSAGE);

            assertThat(office.posted.take().body())
                    .startsWith("{\"text\":\"originwall on web-1\\n• somebody changed &lt;host&gt; &amp; more\\n")
                    .endsWith("and 7 more before these, left out\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503})
    void anOverloadedReceiverIsTriedAgainSoon(int status) {
        try (PostOffice office = new PostOffice(answer(status, "Retry-After: 17"))) {
            Receiver.Refusal refusal = refusal(webhook(office.url(PATH), Format.JSON));

            assertThat(refusal.getMessage()).isEqualTo("answered " + status);
            assertThat(refusal.pause()).isEqualTo(Duration.ofSeconds(17));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void aRefusalIsNot(int status) {
        try (PostOffice office = new PostOffice(answer(status, "WWW-Authenticate: Basic realm=\"x\""))) {
            Receiver.Refusal refusal = refusal(webhook(office.url(PATH), Format.JSON));

            assertThat(refusal.getMessage()).isEqualTo("answered " + status);
            assertThat(refusal.pause()).isEqualTo(Duration.ofMinutes(30));
            assertThat(office.posted).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        try (PostOffice elsewhere = new PostOffice(answer(200));
                PostOffice office = new PostOffice(answer(status, "Location: " + elsewhere.url("/hush")))) {
            Receiver.Refusal refusal = refusal(webhook(office.url(PATH), Format.JSON));

            assertThat(refusal.getMessage()).startsWith("answered " + status + ", a redirect, which is not followed");
            assertThat(refusal.pause()).isEqualTo(Duration.ofMinutes(30));
            assertThat(elsewhere.posted).isEmpty();
        }
    }

    @Test
    void aReceiverThatNeverAnswersIsLeftInTime() throws Exception {
        try (PostOffice office = new PostOffice(PostOffice.hang())) {
            assertThat(refusal(webhook(office.url(PATH), Format.JSON, Duration.ofMillis(500)))
                            .getMessage())
                    .isEqualTo("no answer within 500 ms");
            assertCut(office);
        }
    }

    /** Each byte comes within the library's own time limit. */
    @Test
    void aReceiverThatDribblesIsLeftInTime() throws Exception {
        try (PostOffice office = new PostOffice(PostOffice.dribble())) {
            assertThat(refusal(webhook(office.url(PATH), Format.JSON, Duration.ofMillis(500)))
                            .getMessage())
                    .isEqualTo("no answer within 500 ms");
            assertCut(office);
        }
    }

    private static void assertCut(PostOffice office) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("originwall-http")) {
                thread.join();
            }
        }
        assertThat(office.posted).hasSize(1);
    }

    @Test
    void whatIsNoHttpIsSaidToBeNone() {
        try (PostOffice office = new PostOffice(PostOffice.text("220 smtp.example.com ESMTP\r\n"))) {
            Receiver.Refusal refusal = refusal(webhook(office.url(PATH), Format.JSON));

            assertThat(refusal.pause()).isZero();
            assertThat(refusal.getMessage()).isEqualTo("did not answer in HTTP");
        }
    }

    @Test
    void aConnectionThatBreaksIsNotPostedToTwice() {
        try (PostOffice office = new PostOffice(PostOffice.text(""))) {
            assertThat(refusal(webhook(office.url(PATH), Format.JSON)).pause()).isZero();
            assertThat(office.posted).hasSize(1);
        }
    }

    @Test
    void nobodyAtHome() {
        PostOffice office = new PostOffice(answer(200));
        String url = office.url(PATH);
        office.close();

        assertThat(refusal(webhook(url, Format.JSON)).getMessage()).startsWith("Connect: ");
    }

    @Test
    void aNameThatDoesNotExist() {
        assertThat(refusal(webhook("https://hooks.invalid" + PATH, Format.JSON)).pause())
                .isZero();
    }

    @Test
    void anInterruptIsHeard() throws Exception {
        try (PostOffice office = new PostOffice(PostOffice.hang())) {
            Thread delivering = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                try {
                    office.posted.take();
                    delivering.interrupt();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            interrupter.start();

            assertThat(catchThrowableOfType(
                            InterruptedException.class,
                            () -> webhook(office.url(PATH), Format.JSON).deliver(MESSAGE)))
                    .isNotNull();
        }
    }
}
