package io.originwall.bench;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.linux.iptables.IptablesBackend;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.nftables.NftablesBackend;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One list on one backend, in a JVM of its own with the launcher's flags: loads it onto a host that has nothing, as after a flush, in turn
 * with the bare tool.
 */
public final class GrowthRun {
    private static final List<PortRange> PORTS = List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp"));
    private static final double KIB_PER_MIB = 1_024;

    private final Backend backend;
    private final AddressSet blocks;
    private final Path script;
    private final BareCommands elsewhere;
    private final List<Double> syncs = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();
    private final List<Double> bare = new ArrayList<>();

    /**
     * What it took: times in milliseconds, medians; and the most memory that a process ever had, in MiB.
     *
     * @param sync plan, apply and plan again
     * @param share of that, while no command ran
     * @param agent the memory of this JVM
     * @param bare the tool by itself
     * @param tool the memory of that
     */
    record Result(int size, int pairs, double sync, double share, double agent, double bare, double tool) {}

    private GrowthRun(Backend backend, int size, Path script, BareCommands elsewhere) {
        this.backend = backend;
        this.blocks = AddressSet.ofBlocks(blocks(size));
        this.script = script;
        this.elsewhere = elsewhere;
    }

    static List<Backend> backends() {
        return List.of(new NftablesBackend(), new IptablesBackend());
    }

    /** Blocks that do not touch each other, so that they stay as many as they are. */
    static List<Cidr> blocks(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> Cidr.parse((1 + (i >> 15)) + "." + ((i >> 7) & 255) + "." + ((i & 127) << 1) + ".0/24"))
                .toList();
    }

    /** Runs it in the JVM of its own. */
    static Result start(Backend backend, int size, int warmups, int pairs, String heap) throws Exception {
        Path script = Files.writeString(Files.createTempFile("bench", ".script"), backend.script(blocks(size)));
        try {
            String said = Shell.run(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Xms8m",
                    heap,
                    "-Xss512k",
                    "-cp",
                    System.getProperty("java.class.path"),
                    GrowthRun.class.getName(),
                    backend.type(),
                    "" + size,
                    script.toString(),
                    "" + warmups,
                    "" + pairs);
            // A logger may have spoken first.
            double[] found = Stream.of(
                            said.substring(said.lastIndexOf('\n') + 1).split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return new Result(size, pairs, found[0], found[1], found[2], found[3], found[4]);
        } finally {
            Files.delete(script);
        }
    }

    /** Type, size, script, warm-ups, pairs. */
    public static void main(String[] args) throws Exception {
        Backend backend = backends().stream()
                .filter(some -> some.type().equals(args[0]))
                .findFirst()
                .orElseThrow();
        int warmups = Integer.parseInt(args[3]);
        int pairs = Integer.parseInt(args[4]);
        try (BareCommands elsewhere = BareCommands.start()) {
            GrowthRun run = new GrowthRun(backend, Integer.parseInt(args[1]), Path.of(args[2]), elsewhere);
            System.out.println(run.measure(warmups, pairs));
        }
    }

    private String measure(int warmups, int pairs) throws Exception {
        TimedRunner runner = new TimedRunner(new SystemCommandRunner());
        try (Target target = backend.target(runner)) {
            for (int round = 0; round < warmups + pairs; round++) {
                sync(target, runner);
                run(backend.clear());
                bare.add(run(backend.load(script)));
            }
        }
        String found = Stream.of(
                        Paired.median(syncs.subList(warmups, syncs.size())),
                        Paired.median(shares.subList(warmups, shares.size())),
                        new Proc(ProcessHandle.current().pid()).peak() / KIB_PER_MIB,
                        Paired.median(bare.subList(warmups, bare.size())),
                        peakOfTool())
                .map(Object::toString)
                .collect(Collectors.joining(" "));
        check("originwall", backend.listOurs());
        try (Target target = backend.target(runner)) {
            target.plan(Guard.none()).apply();
        }
        check(
                backend.tool(),
                Stream.concat(elsewhere.prefix().stream(), backend.listBare().stream())
                        .toList());
        return found;
    }

    private void sync(Target target, TimedRunner runner) throws TargetException {
        Guard guard = new Guard(PORTS, blocks, Mode.ENFORCE, DenyWith.DROP);
        target.plan(Guard.none()).apply();
        double before = runner.millis();
        long start = System.nanoTime();
        target.plan(guard).apply();
        boolean done = target.plan(guard).isEmpty();
        double millis = (System.nanoTime() - start) / 1e6;
        if (!done) {
            throw new IllegalStateException("not in sync after apply");
        }
        syncs.add(millis);
        shares.add(millis - (runner.millis() - before));
    }

    private double run(List<String> argv) throws IOException {
        return elsewhere.run(argv.toArray(String[]::new));
    }

    /** One more load, which is not timed. */
    private double peakOfTool() throws Exception {
        Path peak = Files.createTempFile("bench", ".peak");
        run(backend.clear());
        List<String> argv = new ArrayList<>(List.of("time", "-f", "%M", "-o", peak.toString()));
        argv.addAll(backend.load(script));
        run(argv);
        double kib = Double.parseDouble(Files.readString(peak).strip());
        Files.delete(peak);
        return kib / KIB_PER_MIB;
    }

    private void check(String who, List<String> listing) throws Exception {
        ReadBack.mustBe(blocks, backend.read(Shell.run(listing.toArray(String[]::new))), who);
    }
}
