package io.originwall.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.originwall.linux.lab.NetLab;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A name with several addresses, in a network where packets to some of them vanish. */
class AddressesTest {
    /** There is a way to these, on which all packets vanish. */
    private static final String BLACK_HOLE = "10.99.0.";

    private static final String BLACK_HOLE_IPV6 = "2001:db8:99::2";
    private static final String UNREACHABLE = "198.18.0.1";

    private static NetLab lab;

    @BeforeAll
    static void makeNetwork() {
        lab = NetLab.open();
        lab.nft("table inet hole { chain output { type filter hook output priority 0; ip daddr 10.99.0.0/24 drop; "
                + "ip6 daddr 2001:db8:99::/64 drop; }; }");
        lab.run("ip", "route", "add", "unreachable", UNREACHABLE);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    static Stream<Arguments> names() {
        List<String> many =
                IntStream.rangeClosed(2, 51).mapToObj(last -> BLACK_HOLE + last).toList();
        return Stream.of(
                argumentSet("a black hole before IPv6", "::1", List.of(BLACK_HOLE + 2, "::1")),
                argumentSet(
                        "a black hole before another IPv4 address", "127.0.0.1", List.of(BLACK_HOLE + 2, "127.0.0.1")),
                argumentSet("an IPv6 black hole before IPv4", "127.0.0.1", List.of(BLACK_HOLE_IPV6, "127.0.0.1")),
                argumentSet("no way to IPv4", "::1", List.of(UNREACHABLE, "::1")),
                argumentSet("refused by IPv4", "::1", List.of("127.0.0.1", "::1")),
                argumentSet("IPv6 alone", "::1", List.of("::1")),
                argumentSet(
                        "fifty black holes",
                        "127.0.0.1",
                        Stream.concat(many.stream(), Stream.of("127.0.0.1")).toList()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyAddressOfANameIsTried(String listening, List<String> addresses, @TempDir Path directory)
            throws Exception {
        assertThat(probe(listening, addresses, directory)).isEqualTo("answered 200");
    }

    @Test
    void allAddressesTogetherHaveOneBoundAndAreNamed(@TempDir Path directory) throws Exception {
        assertThat(probe("127.0.0.1", List.of(BLACK_HOLE + 2, UNREACHABLE, BLACK_HOLE_IPV6), directory))
                .startsWith("SocketTimeout: no connection within 5000 ms: ")
                .contains(
                        "no answer (10.99.0.2)", "no answer (2001:db8:99:0:0:0:0:2)", "No route to host (198.18.0.1)");
    }

    @Test
    void theFamiliesTakeTurnsAndTheFirstStaysFirst() throws Exception {
        assertThat(Connector.inTurn(addresses("192.0.2.1", "192.0.2.2", "192.0.2.3", "::1", "::2")))
                .containsExactly(addresses("192.0.2.1", "::1", "192.0.2.2", "::2", "192.0.2.3"));
        assertThat(Connector.inTurn(addresses("::1", "192.0.2.1", "192.0.2.2")))
                .containsExactly(addresses("::1", "192.0.2.1", "192.0.2.2"));
    }

    private static InetAddress[] addresses(String... texts) throws Exception {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private static String probe(String listening, List<String> addresses, Path directory) throws Exception {
        Path hosts = directory.resolve("hosts");
        Files.write(
                hosts, addresses.stream().map(address -> address + " cdn.test").toList());
        return run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                AddressProbe.class.getName(),
                listening,
                "cdn.test"));
    }

    private static String run(List<String> command) throws Exception {
        Process process = lab.process(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Arrays.toString(command.toArray())).isZero();
        return printed.strip();
    }
}
