package io.originwall.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands text on as soon as its lines are whole: what the daemon prints for a client. Used by one thread at a time. */
final class ClientStream extends OutputStream {
    private final Consumer<String> client;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int last;

    private ClientStream(Consumer<String> client) {
        this.client = client;
    }

    static PrintStream to(Consumer<String> client) {
        return new PrintStream(new ClientStream(client), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        bytes.write(b);
        last = b;
    }

    @Override
    public void write(byte[] more, int from, int length) {
        bytes.write(more, from, length);
        last = length > 0 ? more[from + length - 1] : last;
    }

    @Override
    public void flush() {
        if (last == '\n' && bytes.size() > 0) {
            String text = bytes.toString(StandardCharsets.UTF_8);
            bytes.reset();
            client.accept(text);
        }
    }
}
