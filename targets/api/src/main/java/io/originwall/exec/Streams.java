package io.originwall.exec;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.commons.exec.ExecuteStreamHandler;

/** The three streams of a child, each on a thread of its own, so that no full pipe can stop it. */
final class Streams implements ExecuteStreamHandler {
    /** A grandchild that keeps the pipe open must not keep us: the child's own output is long there. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    /** What reads a stream to its end. */
    interface Sink {
        void drain(InputStream stream) throws IOException;
    }

    private final String stdin;
    private final Sink stdout;
    private final Sink stderr;
    private final List<Thread> threads = new ArrayList<>();

    Streams(String stdin, Sink stdout, Sink stderr) {
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    @Override
    public void setProcessInputStream(OutputStream stream) throws IOException {
        if (stdin.isEmpty()) {
            stream.close();
        } else {
            threads.add(thread("stdin", () -> feed(stream)));
        }
    }

    @Override
    public void setProcessOutputStream(InputStream stream) {
        threads.add(thread("stdout", () -> drain(stream, stdout)));
    }

    @Override
    public void setProcessErrorStream(InputStream stream) {
        threads.add(thread("stderr", () -> drain(stream, stderr)));
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private void feed(OutputStream stream) {
        try (stream) {
            stream.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException brokenPipe) {
            // The child ended without reading it all; its exit code and stderr say why.
            return;
        }
    }

    private static void drain(InputStream stream, Sink sink) {
        try (stream) {
            sink.drain(stream);
        } catch (IOException closed) {
            // The child was killed, or left a grandchild behind and the stream was closed under us.
            return;
        }
    }

    @Override
    public void start() {
        threads.forEach(Thread::start);
    }

    @Override
    public void stop() throws IOException {
        try {
            for (Thread thread : threads) {
                thread.join(DRAIN_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps all of it, up to a limit; what is beyond is read all the same, so that the pipe does not fill up. */
    static final class Collector implements Sink {
        private static final int SHORT_READ = 16 * 1024;
        private static final Duration NAP = Duration.ofNanos(300_000);

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int limit;

        Collector(int limit) {
            this.limit = limit;
        }

        /**
         * nft up to 1.0.6 at least flushes after each word it prints. A reader that wakes for each of them costs more than the list itself
         * (10k blocks: 51 ms, with the nap 42 ms), so it rests a moment after a short read and the pipe gathers meanwhile.
         */
        @Override
        public void drain(InputStream stream) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            int length;
            while ((length = stream.read(buffer)) >= 0) {
                synchronized (bytes) {
                    bytes.write(buffer, 0, Math.min(length, limit - bytes.size()));
                }
                if (length < SHORT_READ) {
                    LockSupport.parkNanos(NAP.toNanos());
                }
            }
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }
    }

    /** Passes on line by line. */
    record Lines(Consumer<String> consumer) implements Sink {
        @Override
        public void drain(InputStream stream) throws IOException {
            try {
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(consumer);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
