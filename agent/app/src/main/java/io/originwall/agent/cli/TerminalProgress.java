package io.originwall.agent.cli;

import io.originwall.agent.log.Printable;
import io.originwall.agent.time.OwnThread;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Shows on a terminal what a command waits for, after two seconds without output: one row, which is overwritten, and removed before any other
 * output. Nothing is shown behind an unfinished line, such as a question. Thread-safe.
 */
final class TerminalProgress extends Progress {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final String CLEAR = "\r\u001b[K";
    /** The terminal cuts off what does not fit, for of a wrapped line only the last row could be removed. */
    private static final String CUT_OFF = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final OutputStream terminal;
    private final LongSupplier nanoTime;
    private final Executor background;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Deque<Running> running = new ConcurrentLinkedDeque<>();
    // The rest is guarded by the lock of this object, which is held while something is written, and by nobody who only
    // works.
    private long lastOutput;
    private boolean lineIsUnfinished;
    private boolean shown;
    private boolean stopped;

    private record Running(Step step, long since) {}

    /** @param background runs the one task that shows the progress, from the first step on */
    TerminalProgress(OutputStream terminal, LongSupplier nanoTime, Executor background) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.background = background;
        this.lastOutput = nanoTime.getAsLong();
    }

    /** On a thread of its own. */
    static TerminalProgress of(OutputStream terminal) {
        return new TerminalProgress(terminal, System::nanoTime, task -> OwnThread.start("originwall-progress", task));
    }

    @Override
    void begin(Step step) {
        running.addLast(new Running(step, nanoTime.getAsLong()));
        if (started.compareAndSet(false, true)) {
            background.execute(this::watch);
        }
    }

    @Override
    void end(Step step) {
        running.removeIf(one -> one.step() == step);
        if (running.isEmpty()) {
            clear();
        }
    }

    private void watch() {
        try {
            // Most commands end sooner.
            Thread.sleep(SILENCE.toMillis());
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "originwall-progress-end"));
            while (true) {
                tick();
                Thread.sleep(TICK.toMillis());
            }
        } catch (InterruptedException | IllegalStateException e) {
            // The process ends.
            stop();
        }
    }

    /** Shows what there is to show now: of several steps the one that began last. */
    synchronized void tick() {
        long now = nanoTime.getAsLong();
        Running last = running.peekLast();
        if (last == null || stopped || lineIsUnfinished || now - lastOutput < SILENCE.toNanos()) {
            return;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - last.since());
        shown = true;
        write(CLEAR + CUT_OFF + "originwall: " + Printable.of(last.step().what()) + " (" + seconds + " s)" + WRAP);
    }

    private synchronized void clear() {
        if (shown) {
            shown = false;
            write(CLEAR);
        }
    }

    /** Ctrl-C, too, leaves nothing behind. */
    private synchronized void stop() {
        stopped = true;
        clear();
    }

    private void write(String text) {
        try {
            // In one piece, and not through a stream that whoever waits for this one may have locked.
            terminal.write(text.getBytes(StandardCharsets.UTF_8));
            terminal.flush();
        } catch (IOException nobodyReads) {
            stopped = true;
        }
    }

    @Override
    OutputStream over(OutputStream stream) {
        return new FilterOutputStream(stream) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                synchronized (TerminalProgress.this) {
                    clear();
                    out.write(bytes, from, length);
                    lineIsUnfinished = length > 0 ? bytes[from + length - 1] != '\n' : lineIsUnfinished;
                    lastOutput = nanoTime.getAsLong();
                }
            }
        };
    }
}
