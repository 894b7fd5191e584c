package io.originwall.bench;

import java.io.IOException;
import java.io.OutputStream;

/** A JVM that does nothing until its stdin ends: shows what one takes, or holds a network namespace open. */
final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) throws IOException {
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
