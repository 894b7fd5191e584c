package io.originwall.bench;

import io.originwall.net.AddressSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CrowdSec's firewall bouncer, from Debian: a Go daemon that keeps sets of nftables up to date. Ends with this JVM at the latest. */
final class Bouncer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Peer peer;
    private final Process process;
    private final Thread end;

    private Bouncer(Peer peer, Process process) {
        this.peer = peer;
        this.process = process;
        this.end = new Thread(process.toHandle()::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    static Bouncer start(Path directory, Decisions decisions) throws Peer.Absent, IOException {
        Peer peer = Peer.find("crowdsec-firewall-bouncer");
        // As its package configures it, but in the foreground.
        Path config = Files.writeString(directory.resolve("bouncer.yaml"), """
                mode: nftables
                pid_dir: %s
                update_frequency: 10s
                daemonize: false
                log_mode: stdout
                log_level: info
                api_url: %s
                api_key: benchmark
                disable_ipv6: false
                deny_action: DROP
                deny_log: false
                supported_decisions_types: [ban]
                nftables:
                  ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
                  ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
                prometheus: {enabled: true, listen_addr: 127.0.0.1, listen_port: 60601}
                """.formatted(directory, decisions.url()));
        ProcessBuilder builder = new ProcessBuilder(
                        peer.directory()
                                .resolve("usr/bin/crowdsec-firewall-bouncer")
                                .toString(),
                        "-c",
                        "" + config)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("bouncer.log").toFile());
        builder.environment().remove("NOTIFY_SOCKET");
        return new Bouncer(peer, builder.start());
    }

    Peer peer() {
        return peer;
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    /** Its own files count in full. */
    Proc.Memory memory() throws IOException {
        return proc().memory(peer.directory().toRealPath());
    }

    static AddressSet banned() throws IOException, InterruptedException {
        return ReadBack.nft("ip crowdsec", "crowdsec-blacklists")
                .union(ReadBack.nft("ip6 crowdsec6", "crowdsec6-blacklists"));
    }

    void await(AddressSet banned) throws BenchFailure, IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!banned().equals(banned) && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
        ReadBack.mustBe(banned, banned(), peer.name());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
