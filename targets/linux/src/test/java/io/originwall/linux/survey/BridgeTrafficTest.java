package io.originwall.linux.survey;

import static io.originwall.linux.lab.NetLab.ALLOWED;
import static io.originwall.linux.lab.NetLab.ALLOWED_IPV6;
import static io.originwall.linux.lab.NetLab.CONTAINER;
import static io.originwall.linux.lab.NetLab.CONTAINER_IPV6;
import static io.originwall.linux.lab.NetLab.ORIGIN;
import static io.originwall.linux.lab.NetLab.ORIGIN_IPV6;
import static io.originwall.linux.lab.NetLab.POD;
import static io.originwall.linux.lab.NetLab.SERVICE;
import static io.originwall.linux.lab.NetLab.STRANGER;
import static io.originwall.linux.lab.NetLab.STRANGER_IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.iptables.IptablesBackend;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.Peer;
import io.originwall.linux.lab.Peer.Reply;
import io.originwall.linux.nftables.NftablesBackend;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose packets a guard takes for strangers' where the host has bridges, by real connections. */
class BridgeTrafficTest {
    private static final Port WEB = Port.parse("443/tcp");
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    static Stream<Backend> backends() {
        return Stream.of(new NftablesBackend(), new IptablesBackend());
    }

    private static NetLab open() {
        NetLab lab = NetLab.open();
        lab.origin().serve(WEB);
        return lab;
    }

    private static Target guarded(NetLab lab, Backend backend) throws TargetException {
        Target target = backend.target(lab.runner());
        target.plan(GUARD).apply();
        return target;
    }

    private static void strangersGetNoAnswer(NetLab lab) {
        assertThat(calls(lab, STRANGER, STRANGER_IPV6)).containsOnly(Reply.SILENCE);
    }

    private static List<String> audit(Target target, Guard guard) throws TargetException {
        return target.auditable().orElseThrow().audit(guard).stream()
                .map(Finding::id)
                .toList();
    }

    private static List<String> plan(Target target) throws TargetException {
        return target.plan(GUARD).changes().stream().map(Change::toString).toList();
    }

    private static List<Reply> calls(NetLab lab, Address... from) {
        return Stream.of(from).map(address -> lab.call(address, WEB)).toList();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aContainerBridgeThatTheUplinkIsPutIntoIsExemptNoMore(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            lab.addContainer("docker0");
            Target target = guarded(lab, backend);

            lab.putUplinkInto("docker0");

            assertThat(plan(target)).contains("~ container bridges: docker0 → none (docker0 carries a default route)");
            target.plan(GUARD).apply();
            assertThat(plan(target)).isEmpty();
            strangersGetNoAnswer(lab);
            assertThat(calls(lab, ALLOWED, ALLOWED_IPV6)).containsOnly(Reply.CONNECTED);
            assertThat(audit(target, GUARD)).contains("bridge-with-uplink");
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aContainerBridgeOfAnyNameIsExemptAndWhatIsBehindItIsGuarded(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            Peer container = lab.addContainer("web");
            container.serve(WEB);
            guarded(lab, backend);

            assertThat(lab.call(container, CONTAINER, ORIGIN, WEB)).isEqualTo(Reply.CONNECTED);
            assertThat(lab.call(container, CONTAINER_IPV6, ORIGIN_IPV6, WEB)).isEqualTo(Reply.CONNECTED);
            for (Address to : List.of(CONTAINER, CONTAINER_IPV6)) {
                boolean ipv4 = to.equals(CONTAINER);
                assertThat(lab.call(lab.world(), ipv4 ? ALLOWED : ALLOWED_IPV6, to, WEB))
                        .isEqualTo(Reply.CONNECTED);
                assertThat(lab.call(lab.world(), ipv4 ? STRANGER : STRANGER_IPV6, to, WEB))
                        .isEqualTo(Reply.SILENCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void anOperatorsBridgeWithTheUplinkIsNoContainerBridge(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            lab.addContainer("br-wan");
            lab.putUplinkInto("br-wan");
            Target target = guarded(lab, backend);

            strangersGetNoAnswer(lab);
            assertThat(calls(lab, ALLOWED, ALLOWED_IPV6)).containsOnly(Reply.CONNECTED);
            assertThat(audit(target, GUARD)).doesNotContain("bridge-with-uplink");
        }
    }

    /** kube-proxy in its mode IPVS: a pod that comes through no bridge would lose the service. */
    @ParameterizedTest
    @MethodSource("backends")
    void aGuardIsNotPutUpIfItCutsPodsOffFromServicesUntilTheyAreAllowed(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            Peer pod = lab.addPod("cali0123456789a");
            lab.addClusterAddress();
            Target target = backend.target(lab.runner());

            assertThatThrownBy(() -> target.plan(GUARD))
                    .isInstanceOf(TargetException.class)
                    .hasMessage("kube-proxy is in its mode IPVS (kube-ipvs0), so pods such as 10.244.0.5/32 would lose"
                            + " every service on a guarded port; add the network of the pods to allow");
            assertThat(lab.call(pod, POD, SERVICE, WEB)).isEqualTo(Reply.CONNECTED);
            assertThat(target.plan(mode(GUARD, Mode.OBSERVE)).problems()).isEmpty();

            Guard allowing = allowing("10.244.0.0/16");
            target.plan(allowing).apply();
            assertThat(target.plan(allowing).problems()).isEmpty();
            assertThat(lab.call(pod, POD, SERVICE, WEB)).isEqualTo(Reply.CONNECTED);
            strangersGetNoAnswer(lab);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aStandingGuardThatCutsPodsOffSaysSoAndIsKeptUpToDate(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            Target target = guarded(lab, backend);
            Peer pod = lab.addPod("cali0123456789a");
            lab.addClusterAddress();
            assertThat(lab.call(pod, POD, SERVICE, WEB)).isEqualTo(Reply.SILENCE);

            Guard other = new Guard(
                    List.of(PortRange.parse("443/tcp"), PortRange.parse("80/tcp")),
                    GUARD.allow(),
                    Mode.ENFORCE,
                    DenyWith.DROP);
            target.plan(other).apply();

            assertThat(target.plan(other).changes()).isEmpty();
            assertThat(target.plan(other).problems())
                    .singleElement()
                    .asString()
                    .startsWith("kube-proxy is in its mode");
            assertThat(audit(target, other)).contains("kubernetes-services-cut-off");
            strangersGetNoAnswer(lab);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void podsBehindABridgeKeepTheirServices(Backend backend) throws TargetException {
        try (NetLab lab = open()) {
            Peer pod = lab.addContainer("cni0");
            lab.addClusterAddress();
            Target target = guarded(lab, backend);

            assertThat(target.plan(GUARD).problems()).isEmpty();
            assertThat(lab.call(pod, CONTAINER, SERVICE, WEB)).isEqualTo(Reply.CONNECTED);
            strangersGetNoAnswer(lab);
        }
    }

    private static Guard allowing(String block) {
        return new Guard(
                GUARD.ports(),
                GUARD.allow().union(AddressSet.ofBlocks(List.of(Cidr.parse(block)))),
                GUARD.mode(),
                GUARD.denyWith());
    }

    private static Guard mode(Guard guard, Mode mode) {
        return new Guard(guard.ports(), guard.allow(), mode, guard.denyWith());
    }
}
