package io.originwall.api;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A target that keeps its guard in memory, for the agent's tests. It keeps to {@link TargetContract}, and can be told to fail or to drift.
 * Safe for use by several threads.
 */
public final class InMemoryTarget implements Target, Watchable, Auditable, Probeable, Restorable, BootPersistent {
    private final String name;
    private final Clock clock;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<Family, long[]> packets = new EnumMap<>(Family.class);
    private final Map<String, Guard> booting = new HashMap<>();
    private final CountDownLatch prepared = new CountDownLatch(1);
    private Guard checkedBy = Guard.none();
    private Guard guard = Guard.none();
    private List<PortRange> onTrial = List.of();
    private Instant trialEnd = Instant.MAX;
    private List<Finding> findings = List.of();
    private Optional<String> planFailure = Optional.empty();
    private Optional<String> applyFailure = Optional.empty();
    private boolean ignoringWrites;
    private List<String> problems = List.of();
    private volatile Duration costOfApply = Duration.ZERO;

    public InMemoryTarget(String name) {
        this(name, Clock.systemUTC());
    }

    /** Trials run out by this clock. */
    public InMemoryTarget(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    @Override
    public void prepare() {
        prepared.countDown();
    }

    /** Was this target told to get ready, or is it within ten seconds? */
    public boolean isPrepared() throws InterruptedException {
        return prepared.await(10, TimeUnit.SECONDS);
    }

    /** From now on nothing can be read. */
    public synchronized void failPlans(String message) {
        planFailure = Optional.of(message);
    }

    /** From now on nothing can be written; the old state stays. */
    public synchronized void failApplies(String message) {
        applyFailure = Optional.of(message);
    }

    /** From now on each apply takes this much of a processor's time. */
    public synchronized void spendOnApplies(Duration processorTime) {
        costOfApply = processorTime;
    }

    /** From now on each apply says that it went well and changes nothing. */
    public synchronized void ignoreApplies() {
        ignoringWrites = true;
    }

    /** From now on each plan leaves something out, and says this of it. */
    public synchronized void leaveOut(String problem) {
        problems = List.of(problem);
    }

    public synchronized void recover() {
        planFailure = Optional.empty();
        applyFailure = Optional.empty();
        ignoringWrites = false;
        problems = List.of();
    }

    /** Somebody else changes what is ours; whoever watches is told. */
    public void driftTo(Guard other) {
        synchronized (this) {
            put(other);
        }
        watchers.forEach(Runnable::run);
    }

    public synchronized void setFindings(List<Finding> found) {
        findings = List.copyOf(found);
    }

    /** What was asked of it, in order: {@code plan}, {@code apply}, {@code close}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Sends one packet and tells whether it got in. */
    public synchronized boolean receive(Address from, Port to) {
        Verdict verdict = verdict(from, to);
        long[] counts = packets.computeIfAbsent(from.family(), family -> new long[2]);
        switch (verdict.outcome()) {
            case ALLOWED -> counts[0]++;
            case DENIED, OBSERVED -> counts[1]++;
            case NOT_GUARDED -> {}
        }
        return verdict.isLetIn();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Plan plan(Guard wanted) throws TargetException {
        calls.add("plan");
        failIf(planFailure);
        lapse();
        List<Change> changes = changes(wanted);
        Guard before = guard;
        List<String> leftOut = problems;
        return new Plan() {
            @Override
            public List<String> problems() {
                return leftOut;
            }

            @Override
            public Guard before() {
                return before;
            }

            @Override
            public List<Change> changes() {
                return changes;
            }

            @Override
            public void apply() throws TargetException {
                spend(costOfApply);
                if (!changes.isEmpty()) {
                    write(wanted);
                }
            }
        };
    }

    private synchronized void write(Guard wanted) throws TargetException {
        calls.add("apply");
        failIf(applyFailure.map(message -> message + "; the old state is still in force"));
        if (!ignoringWrites) {
            put(wanted);
        }
    }

    private void put(Guard wanted) {
        boolean armed = !onTrial.isEmpty();
        List<PortRange> before = guard.ports();
        guard = wanted.confirmed();
        if (wanted.trial().isEmpty()) {
            onTrial = List.of();
            trialEnd = Instant.MAX;
        } else {
            List<PortRange> fresh = minus(wanted.ports(), before);
            onTrial = PortRange.merge(
                    Stream.concat(onTrial.stream(), fresh.stream()).toList());
            trialEnd = armed ? trialEnd : clock.instant().plus(wanted.trial().get());
        }
    }

    /** Takes out what was on trial for long enough. */
    private void lapse() {
        if (!clock.instant().isBefore(trialEnd)) {
            guard = new Guard(minus(guard.ports(), onTrial), guard.allow(), guard.mode(), guard.denyWith());
            onTrial = List.of();
            trialEnd = Instant.MAX;
        }
    }

    private List<Change> changes(Guard wanted) {
        List<Change> changes = new ArrayList<>();
        minus(guard.ports(), wanted.ports()).forEach(range -> changes.add(Change.remove(range)));
        minus(wanted.ports(), guard.ports()).forEach(range -> changes.add(Change.add(range)));
        if (wanted.isNone()) {
            return guard.equals(Guard.none()) ? List.of() : List.copyOf(changes.isEmpty() ? gone() : changes);
        }
        guard.allow().minus(wanted.allow()).blocks().forEach(block -> changes.add(Change.remove(block)));
        wanted.allow().minus(guard.allow()).blocks().forEach(block -> changes.add(Change.add(block)));
        if (guard.mode() != wanted.mode()) {
            changes.add(Change.repair("mode " + guard.mode() + " → " + wanted.mode()));
        }
        if (guard.denyWith() != wanted.denyWith()) {
            changes.add(Change.repair("deny-with " + guard.denyWith() + " → " + wanted.denyWith()));
        }
        if (wanted.trial().isEmpty()) {
            onTrial.forEach(range -> changes.add(Change.repair(range + ": on trial, made permanent")));
        }
        return List.copyOf(changes);
    }

    private static List<Change> gone() {
        return List.of(Change.remove("guard"));
    }

    /** Ports are few here: one by one is fast enough. */
    private static List<PortRange> minus(List<PortRange> ports, List<PortRange> others) {
        return PortRange.merge(ports.stream()
                .flatMap(range -> java.util.stream.IntStream.rangeClosed(range.first(), range.last())
                        .mapToObj(number -> new PortRange(number, number, range.protocol())))
                .filter(one ->
                        others.stream().noneMatch(other -> other.contains(new Port(one.first(), one.protocol()))))
                .toList());
    }

    private static void spend(Duration processorTime) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + processorTime.toNanos();
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Override
    public synchronized Snapshot snapshot() throws TargetException {
        failIf(planFailure);
        lapse();
        List<PortRange> permanent = minus(guard.ports(), onTrial);
        Guard before = permanent.isEmpty()
                ? Guard.none()
                : new Guard(permanent, guard.allow(), guard.mode(), guard.denyWith());
        return () -> plan(before);
    }

    /** One file, which says the guard in words; {@link #boot} understands what this target itself wrote. */
    @Override
    public synchronized List<BootFile> bootFiles(Guard wanted) throws TargetException {
        failIf(planFailure);
        if (wanted.isNone()) {
            return List.of(new BootFile(bootFile(), Optional.empty()));
        }
        Guard guard = wanted.confirmed();
        booting.put(guard.toString(), guard);
        return List.of(new BootFile(bootFile(), Optional.of(guard.toString())));
    }

    private String bootFile() {
        return BootFile.PREFIX + name;
    }

    /** Loads a boot file's content, as a boot does. */
    public synchronized void boot(String content) {
        Guard booted = booting.get(content);
        if (booted == null) {
            throw new IllegalArgumentException("no boot file of this target: " + content);
        }
        put(booted);
    }

    @Override
    public synchronized Enforced enforced() throws TargetException {
        failIf(planFailure);
        lapse();
        Guard now = onTrial.isEmpty() ? guard : guard.onTrial(Duration.between(clock.instant(), trialEnd));
        return new Enforced(now, Optional.of(new Traffic(counted(Family.IPV4), counted(Family.IPV6))));
    }

    private Traffic.Packets counted(Family family) {
        long[] counts = packets.getOrDefault(family, new long[2]);
        return new Traffic.Packets(counts[0], counts[1]);
    }

    @Override
    public synchronized List<Finding> audit(Guard wanted) throws TargetException {
        failIf(planFailure);
        return findings;
    }

    @Override
    public synchronized Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        checkedBy = wanted;
        failIf(planFailure);
        return verdict(from, to);
    }

    /** The guard that the last check was told of. */
    public synchronized Guard checkedBy() {
        return checkedBy;
    }

    private Verdict verdict(Address from, Port to) {
        lapse();
        if (!guard.covers(to)) {
            return new Verdict(Verdict.Outcome.NOT_GUARDED, to + " is not guarded");
        }
        AddressSet allow = guard.allow();
        Optional<AddressRange> entry =
                allow.ranges().stream().filter(range -> range.contains(from)).findFirst();
        return entry.map(range -> new Verdict(Verdict.Outcome.ALLOWED, range.toString()))
                .orElseGet(() -> new Verdict(
                        guard.mode() == Mode.ENFORCE ? Verdict.Outcome.DENIED : Verdict.Outcome.OBSERVED,
                        "not on the allow list"));
    }

    @Override
    public DriftWatch watch(Runnable drifted) {
        watchers.add(drifted);
        return new DriftWatch() {
            @Override
            public boolean isAlive() {
                return watchers.contains(drifted);
            }

            @Override
            public void close() {
                watchers.remove(drifted);
            }
        };
    }

    @Override
    public Optional<Watchable> watchable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Auditable> auditable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Probeable> probeable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Restorable> restorable() {
        return Optional.of(this);
    }

    @Override
    public Optional<BootPersistent> bootPersistent() {
        return Optional.of(this);
    }

    @Override
    public void release() {
        calls.add("release");
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private static void failIf(Optional<String> failure) throws TargetException {
        if (failure.isPresent()) {
            throw new TargetException(failure.get());
        }
    }
}
