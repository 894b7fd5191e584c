package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.monitor.PidNamespace;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NftMonitorTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    @Test
    void tellsOfOthersChangesToOurTableAndOfNothingElse() throws Exception {
        try (NetLab lab = NetLab.open()) {
            NftablesTarget target = new NftablesTarget("host", new NftablesProvider().defaults(), lab.runner());
            target.plan(GUARD).apply();
            Semaphore drifts = new Semaphore(0);
            DriftWatch watch = target.watch(drifts::release);

            awaitListening(lab, drifts);
            lab.nft("add table inet unrelated\n");
            target.plan(GUARD).apply();
            target.plan(Guard.none()).apply();
            target.plan(GUARD).apply();
            lab.nft("delete table inet unrelated\n");
            // A change that is told of comes after all those that must not be.
            lab.run("nft", "flush", "ruleset");

            // In a container of its own PID namespace our own transactions are told of too: three of the repair, one,
            // and two.
            int told = PidNamespace.isInitial() ? 1 : 7;
            assertThat(drifts.tryAcquire(told, 30, TimeUnit.SECONDS)).isTrue();
            assertThat(drifts.availablePermits()).isZero();
            assertThat(watch.isAlive()).isTrue();

            watch.close();
            assertThat(watch.isAlive()).isFalse();
        }
    }

    /** A line that nft 1.0.6 prints when the kernel had more to tell than its socket could hold. */
    @Test
    void tellsWhereNftMissedSomething() throws Exception {
        Semaphore drifts = new Semaphore(0);
        CommandRunner runner = new Replaying("# ERROR: We lost some netlink events!");

        new NftablesTarget("host", new NftablesProvider().defaults(), runner)
                .watch(drifts::release)
                .close();

        assertThat(drifts.availablePermits()).isEqualTo(1);
    }

    /** Says these lines as soon as it is started. */
    private record Replaying(String lines) implements CommandRunner {
        @Override
        public CommandResult run(Command command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> reader) {
            lines.lines().forEach(reader);
            return new RunningCommand() {
                @Override
                public boolean isAlive() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public String read(Path file) {
            throw new UnsupportedOperationException();
        }
    }

    /** Makes changes until the first is told of, then waits for the others. */
    private static void awaitListening(NetLab lab, Semaphore drifts) throws InterruptedException {
        int made = 0;
        do {
            lab.nft("add element inet originwall tcp_ports_1 { " + (9000 + made++) + " }\n");
        } while (!drifts.tryAcquire(100, TimeUnit.MILLISECONDS) && made < 100);
        Thread.sleep(Duration.ofSeconds(1).toMillis());
        drifts.drainPermits();
    }
}
