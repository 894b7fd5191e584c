package io.originwall.bench;

import io.originwall.bench.FakeCloudflare.Behaviour;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** All that a daemon goes through in months, one thing after the other, chosen at random but always the same. */
final class Hardship implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Ten repairs within 30 seconds would be a fight. */
    private static final long BETWEEN_FLUSHES_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final int MAX_BLOCKS = 20;
    private static final int MAX_IDLE_CLIENTS = 20;
    private static final int HTTP_PORT = 9481;

    private final FakeCloudflare cloudflare;
    private final Path config;
    private final Path stateDir;
    private final Random random = new Random(1);
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Deque<Socket> idleClients = new ArrayDeque<>();
    private List<Cidr> blocks = FakeCloudflare.published();
    private long lastFlush = System.nanoTime();

    /** Each with its share, in hundredths. */
    private enum Kind {
        NEW_LIST("lists that changed", 35),
        ERROR("fetches answered with 500", 7),
        GARBAGE("fetches answered with garbage", 7),
        SILENCE("fetches never answered", 3),
        FLUSH("flushes of the ruleset", 12),
        GOOD_RELOAD("reloads", 8),
        BAD_RELOAD("reloads of a bad config", 6),
        SCRAPE("scrapes of /metrics and /status", 12),
        IDLE_CLIENT("HTTP clients that never finish their request", 10);

        private final String title;
        private final int share;

        Kind(String title, int share) {
            this.title = title;
            this.share = share;
        }
    }

    Hardship(FakeCloudflare cloudflare, Path config, Path stateDir) throws IOException {
        this.cloudflare = cloudflare;
        this.config = config;
        this.stateDir = stateDir;
        writeConfig(false);
    }

    /** Another port comes and goes, so that a reload has something to do. */
    private void writeConfig(boolean another) throws IOException {
        Files.writeString(config, """
                state-dir: %s
                ranges: {url: "%s", cross-check: ["%s", "%s"]}
                trust: {removal-grace: 1s}
                guard: {ports: [80/tcp, 443/tcp, 443/udp%s]}
                targets: [{name: host, type: nftables}]
                notifications: {command: [/bin/cat], at-most: 1000}
                """.formatted(
                        stateDir,
                        cloudflare.url("/ips"),
                        cloudflare.url("/ips-v4"),
                        cloudflare.url("/ips-v6"),
                        another ? ", 8443/tcp" : ""));
    }

    /** One more thing happens. */
    void next(PackagedDaemon daemon) throws Exception {
        Kind kind = choose();
        if (kind == Kind.FLUSH && System.nanoTime() - lastFlush < BETWEEN_FLUSHES_NANOS) {
            kind = Kind.NEW_LIST;
        }
        counts.merge(kind, 1, Integer::sum);
        switch (kind) {
            case NEW_LIST -> newList(daemon);
            case ERROR -> fetch(daemon, new Behaviour.Page(500, "out of order\n"));
            case GARBAGE -> fetch(daemon, new Behaviour.Page(200, "<html><title>Sorry, you have been blocked</title>"));
            case SILENCE -> fetch(daemon, new Behaviour.Silence());
            case FLUSH -> {
                lastFlush = System.nanoTime();
                Shell.run("nft", "flush", "ruleset");
            }
            case GOOD_RELOAD -> {
                writeConfig(random.nextBoolean());
                reload(daemon, "event=config-reloaded");
            }
            case BAD_RELOAD -> {
                String good = Files.readString(config);
                Files.writeString(config, good + "unknown: key\n");
                reload(daemon, "event=config-refused");
                Files.writeString(config, good);
            }
            case SCRAPE -> {
                Shell.run("curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:" + HTTP_PORT + "/metrics");
                Shell.run("curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:" + HTTP_PORT + "/status");
            }
            case IDLE_CLIENT -> idleClient();
        }
    }

    private Kind choose() {
        int left = random.nextInt(100);
        for (Kind kind : Kind.values()) {
            left -= kind.share;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares are not 100 in all");
    }

    private void newList(PackagedDaemon daemon) throws Exception {
        List<Cidr> next = new ArrayList<>(FakeCloudflare.published());
        for (int i = 0; i < MAX_BLOCKS; i++) {
            if (random.nextBoolean()) {
                next.add(Cidr.parse("23." + i + ".0.0/20"));
                next.add(Cidr.parse("2600:9000:" + Integer.toHexString(i + 1) + "::/48"));
            }
        }
        blocks = List.copyOf(next);
        fetch(daemon, new Behaviour.Ranges(blocks));
    }

    private void fetch(PackagedDaemon daemon, Behaviour behaviour) throws Exception {
        cloudflare.behave(behaviour);
        daemon.signal("USR1");
    }

    private static void reload(PackagedDaemon daemon, String word) throws Exception {
        int before = daemon.saying(word).size();
        daemon.signal("HUP");
        daemon.await(word, before + 1, LIMIT);
    }

    private void idleClient() throws IOException {
        if (idleClients.size() == MAX_IDLE_CLIENTS) {
            idleClients.remove().close();
        }
        Socket client = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT);
        client.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: o".getBytes(StandardCharsets.UTF_8));
        idleClients.add(client);
    }

    /** A good list again, and everybody hangs up. */
    void rest() throws IOException {
        cloudflare.behave(new Behaviour.Ranges(blocks));
        while (!idleClients.isEmpty()) {
            idleClients.remove().close();
        }
    }

    /** What must be let in now, once it was fetched often enough for the rest to be gone. */
    List<Cidr> blocks() {
        return blocks;
    }

    /** What happened, and how often. */
    String told() {
        return counts.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%d %s", entry.getValue(), entry.getKey().title))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        rest();
    }
}
