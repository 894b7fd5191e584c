package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.CannedRunner;
import io.originwall.linux.lab.Faulty;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in force, and what a person reads, when ipset or iptables cannot do it. */
class IptablesFailureTest {
    private static final Guard ONE = guard("103.21.244.0/22", "80/tcp", "443/tcp");
    /** Other sets, and another rule in both families, for the answers that come to the UDP port. */
    private static final Guard OTHER = guard("172.64.0.0/13", "443/tcp", "50000/udp");

    private static Guard guard(String block, String... ports) {
        return new Guard(
                Stream.of(ports).map(PortRange::parse).toList(),
                AddressSet.ofBlocks(List.of(Cidr.parse(block))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static boolean writes(Command command) {
        return command.argv().stream().anyMatch(word -> word.equals("restore") || word.endsWith("-restore"));
    }

    /** Wherever the order is cut, what is in force is one of the two guards, whole, and the message says which. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void aStepThatFailsLeavesTheOldGuardWhole(Variant variant) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            place.clear();
            place.target().plan(ONE).apply();
            String before = place.whole();
            int steps = stepsTo(OTHER, place);
            assertThat(steps).isEqualTo(6);

            for (int step = 1; step <= steps; step++) {
                AtomicInteger count = new AtomicInteger();
                int failing = step;
                LinuxTarget faulty = place.target(
                        new Faulty(lab.runner(), command -> writes(command) && count.incrementAndGet() == failing));

                assertThatThrownBy(() -> faulty.plan(OTHER).apply())
                        .as("step " + step)
                        .isInstanceOf(TargetException.class)
                        .hasMessageContaining("the old state")
                        .hasMessageNotContaining("\n");
                assertThat(place.whole()).as("step " + step).isEqualTo(before);
            }
        }
    }

    private int stepsTo(Guard guard, Place place) throws TargetException {
        AtomicInteger count = new AtomicInteger();
        place.target(new Faulty(place.lab().runner(), command -> {
                    count.addAndGet(writes(command) ? 1 : 0);
                    return false;
                }))
                .plan(guard)
                .apply();
        place.target().plan(ONE).apply();
        return count.get();
    }

    /** Nobody is denied by new rules that look into the old list, and no UDP port is guarded before there is the rule for answers. */
    @Test
    void theListIsNewBeforeTheRulesAreAndUdpPortsAfter() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.target().plan(ONE).apply();
            List<String> sets = new ArrayList<>();
            LinuxTarget target = place.target(new Faulty(lab.runner(), command -> {
                if (command.tool().endsWith("-restore") && !command.argv().contains("--test")) {
                    sets.add(place.sets());
                }
                return false;
            }));

            target.plan(OTHER).apply();

            assertThat(sets)
                    .hasSize(2)
                    .allSatisfy(text -> assertThat(text)
                            .contains("originwall-allow4 172.64.0.0/13")
                            .doesNotContain("originwall-udp 50000"));
            assertThat(target.plan(OTHER).changes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aFirstInstallThatFailsAnywhereLeavesNothing(Variant variant) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            place.clear();
            String before = place.whole();

            for (int step = 1; step <= 5; step++) {
                AtomicInteger count = new AtomicInteger();
                int failing = step;
                LinuxTarget faulty = place.target(
                        new Faulty(lab.runner(), command -> writes(command) && count.incrementAndGet() == failing));

                assertThatThrownBy(() -> faulty.plan(ONE).apply())
                        .as("step " + step)
                        .isInstanceOf(TargetException.class);
                assertThat(place.whole()).as("step " + step).isEqualTo(before);
            }
        }
    }

    /** Nothing more can be written, from the second family's rules on. */
    @Test
    void whatCannotBePutBackIsSaid() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            place.target().plan(ONE).apply();
            AtomicInteger count = new AtomicInteger();
            Target faulty =
                    place.target(new Faulty(lab.runner(), command -> writes(command) && count.incrementAndGet() >= 5));

            assertThatThrownBy(() -> faulty.plan(OTHER).apply())
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("part of the new state is in force")
                    .hasMessageEndingWith("run originwall sync");

            place.target().plan(OTHER).apply();
            assertThat(place.target().plan(OTHER).changes()).isEmpty();
        }
    }

    /** A machine with IPv6. */
    private interface Machine extends CannedRunner {
        @Override
        default String read(Path file) throws IOException {
            return file.toString().endsWith("if_inet6")
                    ? "00000000000000000000000000000001 01 80 10 80 lo\n"
                    : CannedRunner.super.read(file);
        }
    }

    private static LinuxTarget target(Machine machine) throws TargetException {
        IptablesSettings settings = new IptablesSettings(VariantChoice.IPTABLES_NFT, List.of(), List.of());
        return new IptablesTarget("host", settings, machine);
    }

    private static CommandResult said(int exitCode, String stderr) {
        return new CommandResult(1, exitCode, "", stderr);
    }

    @Test
    void ipsetIsMissing() throws TargetException {
        LinuxTarget target = target(command -> {
            if (command.tool().equals("ipset")) {
                throw new CommandNotFoundException("ipset", List.of(Path.of("/usr/sbin")));
            }
            return said(0, "");
        });

        assertThatThrownBy(() -> target.plan(ONE))
                .isInstanceOf(TargetException.class)
                .hasMessage("ipset: not found in /usr/sbin; install the package ipset");
    }

    @Test
    void iptablesIsMissing() throws TargetException {
        LinuxTarget target = target(command -> {
            throw new CommandNotFoundException(command.tool(), List.of(Path.of("/usr/sbin")));
        });

        assertThatThrownBy(() -> target.plan(ONE))
                .isInstanceOf(TargetException.class)
                .hasMessage("iptables-nft: not found here; install the package iptables, or set another variant");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Could not fetch rule set generation id: Permission denied (you must be root) | here: run as root or give CAP_NET_ADMIN and CAP_NET_RAW
                    iptables-nft-save v1.8.9 (nf_tables): Can't open socket to ipset. | here: run as root or give CAP_NET_ADMIN and CAP_NET_RAW
                    can't initialize iptables table `mangle': Table does not exist | modprobe ip_tables iptable_mangle
                    iptables-restore: Extension TEE revision 0 not supported, missing kernel module? | set deny-with: drop
                    Error in line 1: Set cannot be destroyed: it is in use by a kernel component | take that rule out first
                    Another app is currently holding the xtables lock. | fuser /run/xtables.lock
                    """)
    void saysWhatToDo(String stderr, String remedy) throws TargetException {
        LinuxTarget target = target(command -> command.argv().contains("-V") ? said(0, "") : said(4, stderr + "\n"));

        assertThatThrownBy(() -> target.plan(ONE))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(remedy)
                .hasMessageEndingWith("nothing was changed")
                .hasMessageNotContaining("\n");
    }

    @Test
    void ahostWithIpv6AndWithoutIp6tablesIsNoHalfGuard() throws TargetException {
        LinuxTarget target =
                target(command -> command.tool().startsWith("ip6tables") ? said(3, "no ip6") : said(0, ""));

        assertThatThrownBy(() -> target.plan(ONE))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("ip6tables-nft-save");
        assertThat(target.audit(ONE))
                .anySatisfy(finding -> assertThat(finding.id()).isEqualTo("ipv6-unguarded"));
    }

    /** As after ipv6.disable=1, where ip6tables has no socket to ask the kernel by. */
    private static final class WithoutIpv6 extends PassingRunner {
        WithoutIpv6(CommandRunner real) {
            super(real);
        }

        @Override
        public CommandResult run(Command command) throws CommandException {
            return command.tool().startsWith("ip6tables")
                    ? said(1, "Cannot initialize: Address family not supported by protocol")
                    : super.run(command);
        }

        @Override
        public String read(Path file) throws IOException {
            if (file.toString().endsWith("if_inet6")) {
                throw new IOException("not there");
            }
            return super.read(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aKernelWithoutIpv6IsGuardedAllTheSame(Variant variant) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            LinuxTarget target = place.target(new WithoutIpv6(lab.runner()));

            target.plan(ONE).apply();

            assertThat(target.plan(ONE).changes()).isEmpty();
            assertThat(target.enforced().guard()).isEqualTo(ONE);
            target.plan(Guard.none()).apply();
            assertThat(place.whole()).doesNotContain("originwall", "ORIGINWALL");
        }
    }

    /** As where ipset is newer than the kernel, or older: it says so each time, and does what it is to do. */
    private static final class Warning extends PassingRunner {
        Warning(CommandRunner real) {
            super(real);
        }

        @Override
        public CommandResult run(Command command) throws CommandException {
            CommandResult result = super.run(command);
            String warning = command.argv().contains("ipset")
                    ? "Warning: Kernel support protocol versions 6-6 while userspace supports protocol versions 6-7\n"
                    : "";
            return new CommandResult(result.pid(), result.exitCode(), result.stdout(), warning + result.stderr());
        }
    }

    @Test
    void aWarningOfIpsetIsNoFailure() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            LinuxTarget target = place.target(new Warning(lab.runner()));

            target.plan(ONE).apply();
            target.plan(OTHER).apply();
            assertThat(target.plan(OTHER).changes()).isEmpty();

            lab.run("iptables-nft", "-t", "mangle", "-F", RuleShape.CHECK);
            lab.run("ipset", "destroy", IpSet.ALLOW4.label());
            target.plan(OTHER).apply();
            assertThat(target.plan(OTHER).changes()).isEmpty();
        }
    }

    @Test
    void aNameThatIsNoInterfaceIsRefused() {
        assertThatThrownBy(() -> new IptablesProvider()
                        .create("host", new IptablesSettings(VariantChoice.AUTO, List.of(), List.of("docker+"))))
                .isInstanceOf(TargetException.class)
                .hasMessage("host: bridges: \"docker+\" is not the name of an interface");
    }

    @Test
    void aChainOfSomebodyElsesAtTheSamePlaceIsNamedWithTheWayOut() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            lab.nft("table ip mangle { chain PREROUTING { type filter hook prerouting priority -200; }; }\n");
            LinuxTarget target = new Place(lab, Variant.NFT).target();

            assertThatThrownBy(() -> target.plan(ONE).apply())
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining(
                            "CHAIN_ADD failed (Operation not supported): chain PREROUTING; somebody made a"
                                    + " chain of that name in the table mangle by nft")
                    .hasMessageContaining("delete or rename that chain, or set type: nftables");
        }
    }
}
