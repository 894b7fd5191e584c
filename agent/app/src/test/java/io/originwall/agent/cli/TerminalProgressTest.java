package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private static final String WAITING = "waiting for target host";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<Runnable> tasks = new ArrayList<>();
    private final TerminalProgress progress = new TerminalProgress(terminal, nanoTime::get, tasks::add);
    private final PrintStream err = new PrintStream(progress.over(terminal), true, StandardCharsets.UTF_8);

    private void pass(double seconds) {
        nanoTime.addAndGet(Duration.ofMillis(Math.round(seconds * 1000)).toNanos());
        progress.tick();
    }

    private List<String> rows() {
        return TerminalScreen.rows(terminal.toString(StandardCharsets.UTF_8));
    }

    @Test
    void showsWhatIsWaitedForAfterTwoSecondsOfSilence() {
        try (Progress.Step step = progress.on(WAITING)) {
            pass(1.9);
            assertThat(terminal.size()).isZero();
            pass(0.1);
            assertThat(rows()).containsExactly("originwall: waiting for target host (2 s)");
            pass(8);
            assertThat(rows()).containsExactly("originwall: waiting for target host (10 s)");
        }
        assertThat(rows()).isEmpty();
    }

    @Test
    void otherOutputReplacesItAndBeginsANewSilence() {
        try (Progress.Step step = progress.on(WAITING)) {
            pass(3);
            err.println("a warning");
            pass(1.9);
            assertThat(rows()).containsExactly("a warning");
            pass(0.1);
            assertThat(rows()).containsExactly("a warning", "originwall: waiting for target host (5 s)");
        }
        err.println("the answer");
        assertThat(rows()).containsExactly("a warning", "the answer");
    }

    @Test
    void aQuestionKeepsItsRow() {
        try (Progress.Step step = progress.on(WAITING)) {
            err.print("Accept this list? [y/N] ");
            pass(10);
        }
        assertThat(rows()).containsExactly("Accept this list? [y/N] ");
    }

    @Test
    void ofSeveralTheOneThatBeganLastIsShown() {
        try (Progress.Step command = progress.on("still working on sync")) {
            Progress.Step one = progress.on("waiting for target one");
            nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
            Progress.Step two = progress.on("waiting for target two");
            pass(2);
            assertThat(rows()).containsExactly("originwall: waiting for target two (2 s)");
            two.close();
            pass(1);
            assertThat(rows()).containsExactly("originwall: waiting for target one (4 s)");
            one.close();
            pass(1);
            assertThat(rows()).containsExactly("originwall: still working on sync (5 s)");
        }
        pass(10);
        assertThat(rows()).isEmpty();
    }

    @Test
    void theTerminalObeysNothingOfANameThatIsWaitedFor() {
        try (Progress.Step step = progress.on("waiting for target \u001b[2Jhost\n")) {
            pass(2);
        }
        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("target \\u001b[2Jhost\\u000a (2 s)");
    }

    @Test
    void theFirstStepAloneStartsTheWatch() {
        assertThat(tasks).isEmpty();
        progress.on(WAITING).close();
        progress.on(WAITING).close();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void aTerminalThatIsGoneDoesNotEndTheCommand() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Input/output error");
            }
        };
        TerminalProgress lonely = new TerminalProgress(gone, nanoTime::get, tasks::add);
        try (Progress.Step step = lonely.on(WAITING)) {
            nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
            lonely.tick();
            lonely.tick();
        }
        assertThat(tasks).hasSize(1);
    }
}
