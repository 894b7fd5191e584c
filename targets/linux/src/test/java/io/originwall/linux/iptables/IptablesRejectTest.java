package io.originwall.linux.iptables;

import static io.originwall.linux.lab.NetLab.ALLOWED;
import static io.originwall.linux.lab.NetLab.ALLOWED_IPV6;
import static io.originwall.linux.lab.NetLab.ORIGIN;
import static io.originwall.linux.lab.NetLab.ORIGIN_IPV6;
import static io.originwall.linux.lab.NetLab.STRANGER;
import static io.originwall.linux.lab.NetLab.STRANGER_IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.Peer;
import io.originwall.linux.lab.Peer.Reply;
import io.originwall.net.Address;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code deny-with: reject}: strangers are told at once, and whatever others do to that, they do not get in. */
class IptablesRejectTest {
    private static final List<Port> PORTS = Stream.of("443/tcp", "443/udp", "8000/tcp", "5000/udp")
            .map(Port::parse)
            .toList();
    private static final Guard GUARD = rejecting(Samples.guard("443/tcp", "443/udp", "8000/tcp", "5000/udp", "80/tcp"));

    private static Guard rejecting(Guard guard) {
        return new Guard(guard.ports(), guard.allow(), Mode.ENFORCE, DenyWith.REJECT);
    }

    /** An origin, and behind it a container whose ports are published under other numbers. */
    private record Scene(NetLab lab, Place place, Target target, Peer container) implements AutoCloseable {
        static Scene of(Variant variant) throws TargetException {
            NetLab lab = NetLab.open();
            Place place = new Place(lab, variant);
            place.clear();
            Scene scene = new Scene(lab, place, place.target(), lab.addContainer("docker0"));
            for (String port : List.of("443/tcp", "443/udp")) {
                lab.origin().serve(Port.parse(port));
            }
            for (String port : List.of("80/tcp", "53/udp")) {
                scene.container.serve(Port.parse(port));
            }
            scene.publish("tcp", 8000, 80);
            scene.publish("udp", 5000, 53);
            scene.target.plan(GUARD).apply();
            return scene;
        }

        private void publish(String protocol, int dialled, int port) {
            scene(
                    "-t nat -A PREROUTING -p " + protocol + " --dport " + dialled
                            + " -m addrtype --dst-type LOCAL -j DNAT" + " --to-destination ",
                    NetLab.CONTAINER + ":" + port,
                    "[" + NetLab.CONTAINER_IPV6 + "]:" + port);
        }

        /** The same in both families. */
        void rules(String arguments) {
            scene(arguments, "", "");
        }

        private void scene(String arguments, String ipv4, String ipv6) {
            for (Family family : Family.values()) {
                String whole = Variant.prefix(family) + place.infix() + " "
                        + (family == Family.IPV4 ? arguments + ipv4 : arguments + ipv6);
                lab.run(whole.split(" ", -1));
            }
        }

        List<Reply> replies(Address ipv4, Address ipv6) {
            return PORTS.stream()
                    .flatMap(port -> Stream.of(
                            lab.call(lab.world(), ipv4, ORIGIN, port), lab.call(lab.world(), ipv6, ORIGIN_IPV6, port)))
                    .toList();
        }

        void strangersGet(Reply reply) {
            assertThat(replies(STRANGER, STRANGER_IPV6)).containsOnly(reply);
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void strangersAreToldAtOnceAtPublishedPortsToo(Variant variant) throws Exception {
        try (Scene scene = Scene.of(variant)) {
            scene.strangersGet(Reply.REFUSED);
            assertThat(scene.replies(ALLOWED, ALLOWED_IPV6)).containsOnly(Reply.CONNECTED);

            scene.target
                    .plan(Samples.guard("443/tcp", "443/udp", "8000/tcp", "5000/udp", "80/tcp"))
                    .apply();
            scene.strangersGet(Reply.SILENCE);
            assertThat(scene.place.whole()).doesNotContain("TEE", "REJECT");
        }
    }

    /** What others do to marks, to connections and to the table filter turns an answer into silence at worst. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void nothingThatOthersDoOpensIt(Variant variant) throws Exception {
        try (Scene scene = Scene.of(variant)) {
            for (String meddling : List.of(
                    "-t mangle -A PREROUTING -j CONNMARK --restore-mark",
                    "-t raw -A PREROUTING -j MARK --set-mark 0x1",
                    "-t nat -I PREROUTING 1 -j MARK --or-mark 0x4000",
                    "-t mangle -I INPUT 1 -j CONNMARK --restore-mark",
                    "-t mangle -I FORWARD 1 -j MARK --set-mark 0x2",
                    "-I FORWARD 1 -j ACCEPT")) {
                scene.rules(meddling);
                scene.strangersGet(Reply.REFUSED);
            }
            for (String meddling : List.of(
                    "-I OUTPUT 1 -o lo -j ACCEPT", "-F OUTPUT", "-t mangle -I OUTPUT 1 -j MARK --set-mark 0x3")) {
                scene.rules(meddling);
                scene.strangersGet(Reply.SILENCE);
            }
            assertThat(scene.lab.call(scene.lab.world(), STRANGER, NetLab.CONTAINER, Port.parse("80/tcp")))
                    .isEqualTo(Reply.SILENCE);
            assertThat(scene.lab.call(scene.lab.world(), STRANGER_IPV6, NetLab.CONTAINER_IPV6, Port.parse("80/tcp")))
                    .isEqualTo(Reply.SILENCE);
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void whatAnswersIsRepairedLikeTheRest(Variant variant) throws Exception {
        try (Scene scene = Scene.of(variant)) {
            scene.rules("-I OUTPUT 1 -o lo -j ACCEPT");
            assertThat(scene.target.plan(GUARD).changes())
                    .map(Object::toString)
                    .containsExactly(
                            "~ iptables: chain OUTPUT: our rules do not stand first",
                            "~ ip6tables: chain OUTPUT: our rules do not stand first");
            scene.target.plan(GUARD).apply();
            scene.strangersGet(Reply.REFUSED);

            scene.rules("-F OUTPUT");
            assertThat(scene.target.plan(GUARD).changes())
                    .hasSize(4)
                    .allSatisfy(
                            change -> assertThat(change.toString()).contains("chain OUTPUT: rule -o lo ", "missing"));
            scene.target.plan(GUARD).apply();
            scene.strangersGet(Reply.REFUSED);

            scene.target.plan(Guard.none()).apply();
            assertThat(scene.place.whole()).doesNotContain("originwall", "ORIGINWALL");
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theHostReachesItself(Variant variant) throws Exception {
        try (Scene scene = Scene.of(variant)) {
            Peer origin = scene.lab.origin();
            for (Address self : Stream.of("127.0.0.1", "::1", "127.0.0.2")
                    .map(Address::parse)
                    .toList()) {
                assertThat(scene.lab.call(origin, self, self, PORTS.get(0))).isEqualTo(Reply.CONNECTED);
            }
            assertThat(scene.lab.call(origin, ORIGIN, ORIGIN, PORTS.get(0))).isEqualTo(Reply.CONNECTED);
            assertThat(scene.lab.call(origin, ORIGIN_IPV6, ORIGIN_IPV6, PORTS.get(1)))
                    .isEqualTo(Reply.CONNECTED);
        }
    }
}
