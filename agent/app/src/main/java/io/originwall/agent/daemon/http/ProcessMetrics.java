package io.originwall.agent.daemon.http;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this process takes of the machine, under the names that every Prometheus client gives it. Read from {@code /proc} (proc(5)), which
 * costs far less than the JDK's management beans; where there is no {@code /proc}, these are left out.
 */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final String version;
    private final Instant started;

    /** @param started the wall clock as this process began: /proc tells it only with /proc/stat, which a unit may hide (ProcSubset=pid) */
    ProcessMetrics(String version, Instant started) {
        this.version = version;
        this.started = started;
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(new Series("originwall_build_info", "1, with the version of this build and the Java that runs it.")
                .add(1, "version", version, "java", Runtime.version().toString())
                .gauge());
        Optional<Duration> cpu = ProcessHandle.current().info().totalCpuDuration();
        cpu.ifPresent(time -> all.add(new Series("process_cpu_seconds", "CPU time that this process took.")
                .add(time.toMillis() / 1e3)
                .counter()));
        all.add(new Series("process_start_time_seconds", "When this process started, in Unix time.")
                .add(started.toEpochMilli() / 1e3)
                .gauge());
        List<String> status = status();
        number(status, "VmRSS:")
                .ifPresent(kilobytes -> all.add(
                        new Series("process_resident_memory_bytes", "Resident memory of this process, all of it.")
                                .add(kilobytes * 1024.0)
                                .gauge()));
        number(status, "Threads:")
                .ifPresent(threads -> all.add(new Series("process_threads", "Threads of this process.")
                        .add(threads)
                        .gauge()));
        descriptors()
                .ifPresent(open -> all.add(new Series("process_open_fds", "Open file descriptors of this process.")
                        .add(open)
                        .gauge()));
        return all;
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(STATUS);
        } catch (IOException noProc) {
            return List.of();
        }
    }

    private static OptionalLong number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip().split(" ", 2)[0])
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static OptionalLong descriptors() {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            long count = 0;
            for (Path ignored : open) {
                count++;
            }
            return OptionalLong.of(count - 1); // without the one that lists them
        } catch (IOException noProc) {
            return OptionalLong.empty();
        }
    }
}
