package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as {@code ip -d -j link} of iproute2 6.1 prints them, with the fields that nobody asks for left out. */
class BridgesTest {
    private static final String LOOPBACK = "{'ifindex':1,'ifname':'lo','link_type':'loopback'}";
    private static final String NETWORK_CARD =
            "{'ifindex':4,'ifname':'eth0','link_type':'ether','parentbus':'virtio','parentdev':'virtio2'%s}";
    private static final String DEFAULT = "{'dst':'default','gateway':'192.0.2.2','dev':'%s','flags':[]}";

    private static String link(String name, String kind, String more) {
        return "{'ifindex':9,'ifname':'%s','link_type':'ether'%s,'linkinfo':{'info_kind':'%s','info_data':{'timer':0.25}}}"
                .formatted(name, more, kind);
    }

    private static String bridge(String name) {
        return link(name, "bridge", "");
    }

    private static String port(String name, String kind, String bridge) {
        return link(name, kind, ",'master':'" + bridge + "','link_index':2,'link_netnsid':0");
    }

    private static String card(String more) {
        return NETWORK_CARD.formatted(more);
    }

    private static Bridges bridges(List<String> links, List<String> routes, String... configured) {
        return bridges(links, routes, List.of(), configured);
    }

    /** @param halves the routes for the upper half of all IPv4 addresses */
    private static Bridges bridges(List<String> links, List<String> routes, List<String> halves, String... configured) {
        String json = "[" + String.join(",", links) + "]\n[" + String.join(",", routes) + "]\n[]\n["
                + String.join(",", halves) + "]\n[]\n[]\n";
        try {
            return Bridges.of(Links.parse(json.replace('\'', '"')), Set.of(configured));
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static List<String> names(Bridges bridges) {
        return bridges.orElse(List.of("unknown"));
    }

    /** As VPNs route everything without touching the default route. */
    @Test
    void aBridgeThatARouteForHalfOfAllAddressesLeadsThroughIsNone() {
        Bridges found = bridges(
                List.of(LOOPBACK, card(""), bridge("docker0"), port("veth1", "veth", "docker0")),
                List.of(),
                List.of("{'dst':'128.0.0.0/1','gateway':'192.0.2.2','dev':'docker0','flags':[]}"));

        assertThat(names(found)).isEmpty();
        assertThat(found.findings()).extracting(Finding::id).containsExactly("bridge-with-uplink");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker0",
                "docker_gwbridge",
                "br-0123456789ab",
                "podman1",
                "cni-podman0",
                "cni0",
                "virbr0",
                "lxdbr0",
                "incusbr0"
            })
    void anEmptyBridgeIsAContainerBridgeByTheNameThatAnEngineGives(String name) {
        assertThat(names(bridges(List.of(LOOPBACK, card(""), bridge(name)), List.of())))
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br-wan", "br0", "br-0123456789abc", "docker00"})
    void anEmptyBridgeOfAnotherNameIsNone(String name) {
        Bridges found = bridges(List.of(LOOPBACK, card(""), bridge(name)), List.of());

        assertThat(names(found)).isEmpty();
        assertThat(found.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"veth", "tun", "dummy"})
    void aBridgeWithPortsOfContainersOrVirtualMachinesOnlyIsOneByAnyName(String kind) {
        assertThat(names(bridges(
                        List.of(card(""), bridge("web"), port("port1", kind, "web")),
                        List.of(DEFAULT.formatted("eth0")))))
                .containsExactly("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker0", "br-wan"})
    void aBridgeWithANetworkDeviceIsNone(String name) {
        Bridges found = bridges(
                List.of(bridge(name), card(",'master':'" + name + "'"), port("veth1", "veth", name)), List.of());

        assertThat(names(found)).isEmpty();
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void aBridgeOfAnEngineThatStrangersComeThroughIsReported() {
        assertThat(bridges(List.of(bridge("docker0"), card(",'master':'docker0'")), List.of())
                        .findings())
                .extracting(Finding::id, Finding::summary, Finding::remedy)
                .containsExactly(tuple(
                        "bridge-with-uplink",
                        "docker0 has the port eth0, a network device: strangers come through it, so its containers"
                                + " count as strangers too",
                        "give the containers a bridge of their own"));
    }

    @Test
    void aPortOfASwitchChipIsANetworkDevice() {
        assertThat(names(bridges(List.of(bridge("docker0"), port("lan1", "dsa", "docker0")), List.of())))
                .isEmpty();
    }

    @Test
    void aBridgeThatADefaultRouteLeadsThroughIsNone() {
        List<String> links = List.of(card(""), bridge("docker0"), port("veth1", "veth", "docker0"));

        assertThat(names(bridges(links, List.of(DEFAULT.formatted("docker0"))))).isEmpty();
        assertThat(names(bridges(links, List.of("{'dst':'default','nexthops':[{'dev':'eth0'},{'dev':'docker0'}]}"))))
                .isEmpty();
        assertThat(names(bridges(links, List.of(DEFAULT.formatted("eth0"))))).containsExactly("docker0");
    }

    @Test
    void aBridgeWhoseVlanADefaultRouteLeadsThroughIsNone() {
        Bridges found = bridges(
                List.of(bridge("docker0"), port("veth1", "veth", "docker0"), link("wan", "vlan", ",'link':'docker0'")),
                List.of(DEFAULT.formatted("wan")));

        assertThat(names(found)).isEmpty();
        assertThat(found.refused()).containsExactly("docker0 carries a default route through wan");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    eth0.5 | vlan | has the port eth0.5 to eth0, a network device
                    mac0 | macvtap | has the port mac0 to eth0, a network device
                    """)
    void aPortThatStandsOnANetworkDeviceLeadsOutside(String name, String kind, String reason) {
        Bridges found = bridges(
                List.of(card(""), bridge("docker0"), link(name, kind, ",'link':'eth0','master':'docker0'")), List.of());

        assertThat(names(found)).isEmpty();
        assertThat(found.refused()).containsExactly("docker0 " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bond", "team", "bridge"})
    void aPortThatJoinsNetworkDevicesLeadsOutside(String kind) {
        assertThat(names(bridges(
                        List.of(
                                card(",'master':'bond0'"),
                                link("bond0", kind, ",'master':'docker0'"),
                                bridge("docker0")),
                        List.of())))
                .isEmpty();
    }

    @Test
    void aVethLeadsOutsideIfItsOtherEndIsInABridgeThatDoes() {
        List<String> links = List.of(
                card(",'master':'br-wan'"),
                bridge("br-wan"),
                bridge("docker0"),
                link("veth1", "veth", ",'link':'veth2','master':'docker0'"),
                link("veth2", "veth", ",'link':'veth1','master':'br-wan'"));

        Bridges found = bridges(links, List.of());

        assertThat(names(found)).isEmpty();
        assertThat(found.refused()).containsExactly("docker0 has the port veth1 to eth0, a network device");
    }

    @Test
    void aVethWhoseOtherEndCarriesADefaultRouteLeadsOutside() {
        assertThat(names(bridges(
                        List.of(
                                bridge("docker0"),
                                link("veth1", "veth", ",'link':'veth2','master':'docker0'"),
                                link("veth2", "veth", ",'link':'veth1'")),
                        List.of(DEFAULT.formatted("veth2")))))
                .isEmpty();
    }

    @Test
    void aBridgeIntoATunnelIsLeftUndecidedAndReported() {
        List<String> links = List.of(bridge("web"), port("vxlan7", "vxlan", "web"));

        assertThat(names(bridges(links, List.of()))).isEmpty();
        assertThat(bridges(links, List.of()).findings())
                .extracting(Finding::id, Finding::summary, Finding::remedy)
                .containsExactly(tuple(
                        "bridge-undecided",
                        "web has the port vxlan7 of kind vxlan: whether only containers are behind it is not known, so"
                                + " they count as strangers",
                        "if so, add web to bridges of this target"));
        assertThat(names(bridges(links, List.of(), "web"))).containsExactly("web");
        assertThat(bridges(links, List.of(), "web").problems()).isEmpty();
    }

    /** In a script of nft the quote ends the name; to iptables, the last one means each name that begins with {@code br-}. */
    @ParameterizedTest
    @ValueSource(strings = {"b\\\"r", "br-+", "br*", "b r", "b;r"})
    void aBridgeWhoseNameCannotStandInARuleIsReportedAndNotExempt(String name) {
        String shown = name.replace("\\", "");
        Bridges found = bridges(List.of(card(""), bridge(name), port("port1", "veth", name)), List.of());

        assertThat(names(found)).isEmpty();
        assertThat(found.findings())
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple(
                        "bridge-name",
                        "the name of the bridge " + shown
                                + " cannot stand in a rule, so its containers count as strangers"));
    }

    @Test
    void aNameThatCannotStandInARuleIsNotKeptWhileTheHostCannotBeAsked() {
        Bridges unknown =
                new Bridges(Optional.empty(), List.of(), List.of(), List.of(), new ClusterAddresses(List.of()));

        assertThat(unknown.orElse(List.of("docker0", "b\"r", "br-+"))).containsExactly("docker0");
    }

    @Test
    void aListedBridgeIsTakenThoughItIsEmpty() {
        assertThat(names(bridges(List.of(bridge("web")), List.of(), "web"))).containsExactly("web");
        assertThat(names(bridges(List.of(link("ovsbr0", "openvswitch", "")), List.of(), "ovsbr0")))
                .containsExactly("ovsbr0");
    }

    @Test
    void whatIsListedAndIsNoContainerBridgeIsAProblemAndTheRestIsNot() {
        Bridges found = bridges(
                List.of(card(",'master':'br-wan'"), bridge("br-wan"), bridge("web"), link("veth1", "veth", "")),
                List.of(),
                "br-wan",
                "eth0",
                "veth1",
                "gone",
                "web");

        assertThat(names(found)).containsExactly("web");
        assertThat(found.problems())
                .containsExactlyInAnyOrder(
                        "bridges: br-wan has the port eth0, a network device, so the guard does without it; take it"
                                + " out of bridges",
                        "bridges: eth0 is no bridge, so the guard does without it; take it out of bridges",
                        "bridges: veth1 is no bridge, so the guard does without it; take it out of bridges",
                        "bridges: there is no interface gone, so the guard does without it; take it out of bridges");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[]\n[]\n[]",
                "[{}]\n[{'nexthops':[1]}]",
                "Option \"-j\" is unknown",
                "[{'ifname':1}]\n[]"
            })
    void whatIsNotTheAnswerIsNoHostWithoutBridges(String answer) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Links.parse(answer.replace('\'', '"')));
    }

    @Test
    void whatNoHostCanAllowIsRefusedWithItsConfig() {
        assertThat(Bridges.refusal(List.of("web", "lo")))
                .contains("bridges: \"lo\" is no bridge, and what comes through it is never guarded; take it out");
        assertThat(Bridges.refusal(List.of("br-*"))).contains("bridges: \"br-*\" is not the name of an interface");
        assertThat(Stream.of("web", "br-0123456789ab", "eth0")
                        .allMatch(name -> Bridges.refusal(List.of(name)).isEmpty()))
                .isTrue();
    }
}
