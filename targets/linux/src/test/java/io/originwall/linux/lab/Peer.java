package io.originwall.linux.lab;

import io.originwall.net.Address;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One machine of the lab: a JVM in a network namespace of its own, that opens sockets when told to. It ends with this JVM at the latest. */
public final class Peer implements AutoCloseable {
    /** What became of a connection attempt. */
    public enum Reply {
        CONNECTED,
        REFUSED,
        SILENCE
    }

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader replies;

    private Peer(Process process) {
        this.process = process;
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Peer start(List<String> prefix) {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                classPath(),
                PeerMain.class.getName()));
        try {
            Peer peer = new Peer(new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            peer.expect("ready");
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Path.of(PeerMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    long pid() {
        return process.pid();
    }

    /** Answers on this port, on every address of the peer, until the peer ends. */
    public void serve(Port port) {
        ask("serve " + port.protocol() + " " + port.number());
        // The reply is read below: a port that is taken must not pass for one that is served.
    }

    /** Sends something to a port and waits for the answer: a connection, or an echoed datagram. */
    public Reply call(Address from, Address to, Port port, Duration limit) {
        String verb = port.protocol() == Protocol.TCP ? "connect" : "query";
        return Reply.valueOf(ask(String.join(
                " ", verb, from.toString(), to.toString(), "" + port.number(), "" + limit.toMillis(), "0")));
    }

    /** The same for a datagram from a port of one's own choice. */
    public Reply query(Address from, int fromPort, Address to, int toPort, Duration limit) {
        return Reply.valueOf(ask(String.join(
                " ", "query", from.toString(), to.toString(), "" + toPort, "" + limit.toMillis(), "" + fromPort)));
    }

    /** Starts to open one connection after the other until {@link #stopStreams}; a second stream may run beside the first. */
    public void startStream(Address from, Address to, int port) {
        ask(String.join(" ", "stream", from.toString(), to.toString(), "" + port));
    }

    /** Starts to send some 10,000 datagrams a second to a port, until {@link #stopFloods}; a second flood may run beside the first. */
    public void startFlood(Address from, Address to, int port) {
        ask(String.join(" ", "flood", from.toString(), to.toString(), "" + port));
    }

    /** Ends all floods; how many datagrams each sent, in the order they were started. */
    public List<Long> stopFloods() {
        return Stream.of(ask("calm").split(" ", -1)).map(Long::valueOf).toList();
    }

    /**
     * Connections of a stream.
     *
     * @param connected that came about
     * @param failed that did not
     */
    public record Count(long connected, long failed) {}

    /** Ends all streams; one count for each, in the order they were started. */
    public List<Count> stopStreams() {
        return Stream.of(ask("stop").split(" ", -1))
                .map(part -> part.split("/", -1))
                .map(part -> new Count(Long.parseLong(part[0]), Long.parseLong(part[1])))
                .toList();
    }

    private String ask(String command) {
        commands.println(command);
        try {
            String reply = replies.readLine();
            if (reply == null || reply.startsWith("error")) {
                throw new IllegalStateException(command + ": " + reply);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expect(String line) throws IOException {
        String reply = replies.readLine();
        if (!line.equals(reply)) {
            throw new IOException("the peer did not start: it said " + reply);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
