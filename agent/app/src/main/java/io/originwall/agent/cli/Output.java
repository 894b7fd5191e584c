package io.originwall.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A stream of the process that remembers why it could not be written: a print stream over it keeps that to itself. */
final class Output extends FilterOutputStream {
    /** The kernel's EPIPE in Java's words: the reader has had enough, as head does. */
    private static final String READER_LEFT = "Broken pipe";

    private Optional<IOException> failure = Optional.empty();

    Output(OutputStream out) {
        super(out);
    }

    static Output of(FileDescriptor descriptor) {
        return new Output(new FileOutputStream(descriptor));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
    }

    /** Why not all of it was written; empty also when the reader did not want more. */
    Optional<String> failure() {
        return failure.map(e -> String.valueOf(e.getMessage())).filter(why -> !why.contains(READER_LEFT));
    }
}
