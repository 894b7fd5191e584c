package io.originwall.agent.daemon.notify;

import static io.originwall.agent.daemon.notify.Happenings.changed;
import static io.originwall.agent.daemon.notify.Happenings.drifted;
import static io.originwall.agent.daemon.notify.Happenings.failed;
import static io.originwall.agent.daemon.notify.Happenings.quiet;
import static io.originwall.agent.daemon.notify.PostOffice.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.config.WebhookUrl;
import io.originwall.agent.event.Cause;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.time.Backoff;
import io.originwall.api.Change;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.json.JsonReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NotifierTest {
    private static final DeliveryQueue.Pace QUICK = new DeliveryQueue.Pace(
            Duration.ofMillis(50), new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)), Duration.ofSeconds(2));

    /** However slow the machine is, what a test tells at once is gathered. */
    private static final DeliveryQueue.Pace TOGETHER = new DeliveryQueue.Pace(
            Duration.ofSeconds(2), new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)), Duration.ofSeconds(2));

    /** Who has failed once is not tried again in this test. */
    private static final DeliveryQueue.Pace LATE = new DeliveryQueue.Pace(
            Duration.ofMillis(50), new Backoff(Duration.ofHours(1), Duration.ofHours(1)), Duration.ofSeconds(2));

    private PostOffice office = new PostOffice(answer(200));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        office.close();
    }

    private void officeThat(PostOffice.Script... scripts) {
        office.close();
        office = new PostOffice(scripts);
    }

    private static NotificationConfig to(List<String> urls, List<String> command, Kind... kinds) {
        return new NotificationConfig(
                kinds.length == 0 ? List.of(Kind.values()) : List.of(kinds),
                urls.stream()
                        .map(url -> new NotificationConfig.Webhook(
                                new WebhookUrl(URI.create(url)), Optional.empty(), List.of()))
                        .toList(),
                command,
                Duration.ofSeconds(2),
                3600,
                Duration.ofHours(6));
    }

    /** With five minutes for a delivery. */
    private NotificationConfig patient() {
        NotificationConfig usual = to(List.of(office.url("/")), List.of());
        return new NotificationConfig(
                usual.events(),
                usual.webhooks(),
                usual.command(),
                Duration.ofMinutes(5),
                usual.atMost(),
                usual.remind());
    }

    private ProblemStore store() {
        return new ProblemStore(
                new DirectoryStore(new StateDirectory(directory.resolve("state"))), Runnable::run, problem -> {
                    throw new AssertionError(problem);
                });
    }

    private Notifier notifierThatGathers() {
        return new Notifier(to(List.of(office.url("/")), List.of()), new SystemCommandRunner(), store(), TOGETHER);
    }

    private Notifier notifier(Kind... kinds) {
        return new Notifier(to(List.of(office.url("/")), List.of(), kinds), new SystemCommandRunner(), store(), QUICK);
    }

    private List<String> next() throws Exception {
        Map<String, Object> document = JsonReader.values(office.posted.take().body());
        assertThat(document.get("notices")).isInstanceOf(List.class);
        return document.get("notices") instanceof List<?> notifications
                ? notifications.stream()
                        .map(notification -> notification instanceof Map<?, ?> fields
                                ? fields.get("kind") + " " + fields.get("state") + " " + fields.get("times")
                                : "")
                        .toList()
                : List.of();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("originwall-notify"))
                .toList();
    }

    @Test
    void whatHappensTogetherIsToldTogether() throws Exception {
        try (Notifier notifier = notifierThatGathers()) {
            notifier.accept(failed("host", 0, "no room"));
            notifier.accept(drifted("host", 1));
            notifier.accept(drifted("host", 2));

            assertThat(next()).containsExactly("failure began 1", "failure ended 1", "drift happened 2");
        }
    }

    @Test
    void aReceiverLearnsThatTheGuardWasInObserveModeMeanwhile() throws Exception {
        try (Notifier notifier = notifierThatGathers()) {
            notifier.accept(changed("host", 0, Cause.RELOAD, Change.repair("mode enforce → observe")));
            notifier.accept(changed("host", 1, Cause.RELOAD, Change.repair("mode observe → enforce")));

            assertThat(office.posted.take().body())
                    .contains("mode enforce → observe")
                    .contains("mode observe → enforce");
        }
    }

    @Test
    void aReceiverThatIsNamedTwiceIsToldOnce() throws Exception {
        String url = office.url("/");
        try (Notifier notifier =
                new Notifier(to(List.of(url, url), List.of()), new SystemCommandRunner(), store(), QUICK)) {
            notifier.reconfigure(to(List.of(url, url), List.of()));
            notifier.accept(drifted("host", 0));

            assertThat(next()).containsExactly("drift happened 1");
        }
        assertThat(office.posted).isEmpty();
    }

    @Test
    void onlyWhatIsWantedIsTold() throws Exception {
        try (Notifier notifier = notifier(Kind.FAILURE)) {
            notifier.accept(drifted("host", 0));
            notifier.accept(failed("host", 1, "no room"));

            assertThat(next()).containsExactly("failure began 1");
        }
    }

    @Test
    void nobodyToTellMeansNoThread() {
        try (Notifier notifier = Notifier.ofDaemon(NotificationConfig.defaults(), new SystemCommandRunner(), store())) {
            notifier.accept(drifted("host", 0));

            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void theThreadSleepsWithoutATimeLimitWhileThereIsNothingToTell() throws Exception {
        try (Notifier notifier = notifier()) {
            notifier.accept(drifted("host", 0));
            next();
            notifier.accept(quiet("host", 1));

            while (threads().stream().noneMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                Thread.sleep(10);
            }
            assertThat(threads())
                    .hasSize(1)
                    .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void aReceiverThatFailsIsTriedAgain() throws Exception {
        officeThat(answer(500), PostOffice.text("junk\n"), answer(200));
        try (Notifier notifier = notifier()) {
            notifier.accept(drifted("host", 0));

            assertThat(next()).containsExactly("drift happened 1");
            notifier.accept(drifted("host", 1));
            assertThat(next().get(0)).startsWith("drift happened ");
            assertThat(next()).containsExactly("drift happened 2");
        }
    }

    @Test
    void aReceiverThatNeverAnswersHoldsUpNoSync() throws Exception {
        officeThat(PostOffice.hang());
        try (Notifier notifier = new Notifier(patient(), new SystemCommandRunner(), store(), QUICK)) {
            notifier.accept(drifted("host", 0));
            office.posted.take();

            // Were it waited for, this would take five minutes.
            for (int i = 0; i < 10_000; i++) {
                notifier.accept(drifted("host", i));
            }
        }
    }

    @Test
    void aReceiverThatNeverAnswersDoesNotKeepTheOthersFromBeingTold() throws Exception {
        try (PostOffice dead = new PostOffice(PostOffice.hang());
                Notifier notifier = new Notifier(
                        to(List.of(dead.url("/"), office.url("/")), List.of()),
                        new SystemCommandRunner(),
                        store(),
                        QUICK)) {
            for (int i = 0; i < 3; i++) {
                notifier.accept(drifted("host", i));
                assertThat(next().get(0)).startsWith("drift happened ");
            }
            assertThat(dead.posted).isNotEmpty();
        }
    }

    @Test
    void aFloodIsAFewMessages() throws Exception {
        try (Notifier notifier = notifier()) {
            for (int i = 0; i < 10_000; i++) {
                notifier.accept(changed("host " + i % 70, i, Cause.WATCH, Change.add("x")));
            }
            notifier.accept(failed("host", 10_000, "the last"));
            String body = "";
            int messages = 0;
            while (!body.contains("the last")) {
                body = office.posted.take().body();
                messages++;
            }

            assertThat(messages).isLessThan(100);
        }
    }

    @Test
    void aCommandIsToldToo() throws Exception {
        Path hook = Files.writeString(directory.resolve("hook"), "#!/bin/sh\nexec cat >> \"$1\"\n");
        hook.toFile().setExecutable(true);
        Path out = directory.resolve("out");
        try (Notifier notifier = new Notifier(
                to(List.of(), List.of(hook.toString(), out.toString())), new SystemCommandRunner(), store(), QUICK)) {
            notifier.accept(drifted("host", 0));
            while (!Files.exists(out) || Files.size(out) == 0) {
                Thread.sleep(10);
            }
        }
        assertThat(Files.readString(out))
                .contains("\"host\":\""
                        + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip() + "\"");
    }

    @Test
    void theEndTellsWhatIsLeft() throws Exception {
        DeliveryQueue.Pace slow = new DeliveryQueue.Pace(Duration.ofHours(1), QUICK.retry(), Duration.ofSeconds(20));
        Notifier notifier =
                new Notifier(to(List.of(office.url("/")), List.of()), new SystemCommandRunner(), store(), slow);
        notifier.accept(drifted("host", 0));

        notifier.close();

        assertThat(next()).containsExactly("drift happened 1");
        notifier.accept(drifted("host", 1));
        assertThat(threads()).isEmpty();
    }

    @Test
    void theEndDoesNotWaitForAReceiverThatHangs() throws Exception {
        officeThat(PostOffice.hang());
        Notifier notifier = new Notifier(patient(), new SystemCommandRunner(), store(), QUICK);
        notifier.accept(drifted("host", 0));
        office.posted.take();

        notifier.close();

        for (Thread thread : threads()) {
            thread.join();
        }
    }

    @Test
    void whoeverComesInTheirPlaceIsToldWhatABrokenReceiverWasNot() throws Exception {
        try (PostOffice broken = new PostOffice(answer(404));
                Notifier notifier = new Notifier(
                        to(List.of(broken.url("/")), List.of("/nowhere/hook")),
                        new SystemCommandRunner(),
                        store(),
                        LATE)) {
            notifier.accept(failed("host", 0, "no room"));
            broken.posted.take();

            notifier.reconfigure(to(List.of(office.url("/")), List.of()));

            assertThat(next()).containsExactly("failure began 1");
        }
    }

    @Test
    void anotherTimeLimitOrMoreMessagesAnHourDropNothing() throws Exception {
        NotificationConfig usual = to(List.of(office.url("/")), List.of());
        for (NotificationConfig other : List.of(
                patient(),
                new NotificationConfig(
                        usual.events(), usual.webhooks(), List.of(), usual.timeout(), 100, usual.remind()))) {
            DeliveryQueue.Pace slow = new DeliveryQueue.Pace(Duration.ofSeconds(1), QUICK.retry(), QUICK.farewell());
            try (Notifier notifier = new Notifier(usual, new SystemCommandRunner(), store(), slow)) {
                notifier.accept(failed("host", 0, "no room"));
                notifier.reconfigure(other);

                assertThat(next()).containsExactly("failure began 1");
            }
        }
    }

    @Test
    void anotherConfigKeepsWhatIsStillToBeToldAndTellsNoProblemAnew() throws Exception {
        officeThat(answer(500), answer(200));
        try (PostOffice other = new PostOffice(answer(200));
                Notifier notifier = notifier()) {
            notifier.accept(failed("host", 0, "no room"));
            assertThat(next()).containsExactly("failure began 1");

            notifier.reconfigure(to(List.of(office.url("/"), other.url("/")), List.of()));
            assertThat(next()).as("the retry").containsExactly("failure began 1");
            notifier.accept(failed("host", 1, "no room"));
            notifier.accept(quiet("host", 2));

            assertThat(next()).containsExactly("failure ended 1");
            assertThat(other.posted.take().body()).contains("works again").doesNotContain("no room");

            notifier.reconfigure(NotificationConfig.defaults());
            notifier.accept(drifted("host", 3));
            Thread.sleep(500);
            assertThat(Stream.concat(office.posted.stream(), other.posted.stream()))
                    .isEmpty();
        }
    }
}
