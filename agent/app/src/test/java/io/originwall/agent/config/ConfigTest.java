package io.originwall.agent.config;

import static io.originwall.agent.config.TestConfig.load;
import static io.originwall.agent.config.TestConfig.loadAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @Test
    void allowTakesTheWholeOfThePrivateAndLinkLocalAddressesOfEitherFamily() throws ConfigException {
        assertThat(load("allow: [10.0.0.0/8, \"fc00::/7\", \"fd00::/8\", \"fe80::/10\"]")
                        .allow())
                .hasSize(4);
        for (String broader : List.of("fc00::/6", "fe80::/9", "fe00::/8")) {
            assertThat(TestConfig.refusal("allow: [\"" + broader + "\"]")).contains("the broadest block taken is /12");
        }
    }

    @Test
    void allowMayNotCoverAWholeFamilyInPieces() throws ConfigException {
        String everyUnicast = blocks(14, i -> i * 16 + ".0.0.0/4");
        String everyIpv4 = blocks(16, i -> i * 16 + ".0.0.0/4");
        String everyGlobalIpv6 = blocks(512, i -> Integer.toHexString(0x2000 + i * 16) + "::/12");

        for (String allow : List.of(everyUnicast, everyIpv4, "192.0.2.1, " + everyIpv4)) {
            assertThat(TestConfig.refusal("allow: [" + allow + "]"))
                    .isEqualTo("config.yaml:1:8: allow: would let everybody in over IPv4: together these are all of"
                            + " its addresses");
        }
        assertThat(TestConfig.refusal("allow: [" + everyGlobalIpv6 + "]"))
                .isEqualTo("config.yaml:1:8: allow: would let everybody in over IPv6: together these are all of its"
                        + " addresses");
        assertThat(load("allow: [" + blocks(13, i -> i * 16 + ".0.0.0/4") + "]").allow())
                .hasSize(13);
    }

    private static String blocks(int count, IntFunction<String> block) {
        return IntStream.range(0, count)
                .mapToObj(i -> '"' + block.apply(i) + '"')
                .collect(Collectors.joining(", "));
    }

    @Test
    void aHostHasOneTargetOfATypeThatIsSingle() {
        ConfigLoader real = new ConfigLoader(ThisBuild.providers(), Map.of());
        String two = """
                targets:
                  - {name: host, type: nftables}
                  - {name: again, type: nftables, guard: {ports: [8443]}}
                """;

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> real.parse("config.yaml", two.getBytes(StandardCharsets.UTF_8)))
                .withMessage("config.yaml:3:25: targets[1].type: \"nftables\": a host has one of these, and targets[0]"
                        + " is it already; keep one of the two");
    }

    @Test
    void aHostMayHaveSeveralTargetsOfATypeThatIsNot() throws ConfigException {
        assertThat(loadAll("targets: [{name: a, type: nftables}, {name: b, type: nftables}]")
                        .targets())
                .hasSize(2);
    }

    @Test
    void defaults() throws ConfigException {
        Config config = load("");

        assertThat(config.ranges())
                .isEqualTo(new RangesConfig(
                        RangesConfig.Provider.CLOUDFLARE,
                        URI.create("https://api.cloudflare.com/client/v4/ips"),
                        List.of(
                                URI.create("https://www.cloudflare.com/ips-v4"),
                                URI.create("https://www.cloudflare.com/ips-v6")),
                        List.of(),
                        true,
                        "1h"));
        assertThat(config.trust())
                .isEqualTo(new TrustConfig(
                        new TrustConfig.ShortestPrefix(11, 28),
                        new Percent(50),
                        new Percent(30),
                        new Percent(2),
                        Duration.ofHours(24)));
        assertThat(config.allow()).isEmpty();
        assertThat(config.guard()).isEqualTo(guard("80/tcp 443/tcp", Mode.ENFORCE, DenyWith.DROP));
        assertThat(config.drift()).isEqualTo(new DriftConfig(Duration.ofSeconds(30)));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO));
        assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1:9481"));
        assertThat(config.http().isOff()).isFalse();
        assertThat(config.notifications())
                .isEqualTo(new NotificationConfig(
                        List.of(NotificationConfig.Kind.values()),
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(10),
                        20,
                        Duration.ofHours(6)));
        assertThat(config.notifications().isOff()).isTrue();
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/originwall"));

        assertThat(config.targets()).hasSize(1);
        TargetConfig<?> host = config.targets().get(0);
        assertThat(host.name()).isEqualTo("host");
        assertThat(host.type()).isEqualTo("nftables");
        assertThat(host.guard()).isEqualTo(config.guard());
        assertThat(host.settings()).isEqualTo(new FakeNftables.Settings(List.of(), List.of()));
    }

    @Test
    void aSectionWithEveryKeyCommentedOutIsAllDefaults() throws ConfigException {
        assertThat(load("guard:\n#  mode: observe\ntrust:\n  shortest-prefix:\n")
                        .guard())
                .isEqualTo(GuardConfig.defaults());
    }

    @Test
    void readsEveryKey() throws ConfigException {
        Config config = loadAll("""
                ranges:
                  provider: url
                  url: http://127.0.0.1:8080/ranges.txt
                  cross-check: ["http://[::1]/a", http://localhost/b, https://example.com/c]
                  ipv6: false
                  every: "0 17 * * * ?"
                trust:
                  shortest-prefix: {ipv6: 32}
                  max-growth: 150%
                  max-shrink: 0%
                  max-share: 7%
                  removal-grace: P2D
                allow: [192.0.2.0/24, 198.51.100.7, "2001:db8::/32", 2001:db8::1]
                guard: {ports: [443, 443/udp, 8000-8010/tcp], mode: observe, deny-with: reject}
                drift: {check: 15m}
                targets:
                - {name: web.eu-1_a, type: nftables, destinations: [203.0.113.9], bridges: [br0]}
                - name: cloud
                  type: cloud
                  guard: {mode: enforce}
                  region: nowhere
                  groups: [{id: a, tags: [x, "y"]}, {id: b}]
                  labels: {team: edge, deny-with: 2026}
                  assume-role: null
                  endpoint: https://example.com/
                log: {format: json, level: debug}
                http: {listen: "[::1]:80"}
                notifications:
                  events: [failure]
                  webhooks:
                  - {url: "https://hooks.example.com/${SECRET}", format: slack}
                  - {url: http://127.0.0.1:8080/, headers: ["Authorization: Bearer ${SECRET}", "X-Team: edge"]}
                  command: [/usr/local/bin/page, --loud]
                  timeout: 30s
                  at-most: 1
                  remind: 1d
                state-dir: /srv/originwall
                """);

        assertThat(config.ranges())
                .isEqualTo(new RangesConfig(
                        RangesConfig.Provider.URL,
                        URI.create("http://127.0.0.1:8080/ranges.txt"),
                        List.of(
                                URI.create("http://[::1]/a"),
                                URI.create("http://localhost/b"),
                                URI.create("https://example.com/c")),
                        List.of(),
                        false,
                        "0 17 * * * ?"));
        assertThat(config.trust())
                .isEqualTo(new TrustConfig(
                        new TrustConfig.ShortestPrefix(11, 32),
                        new Percent(150),
                        new Percent(0),
                        new Percent(7),
                        Duration.ofDays(2)));
        assertThat(config.allow())
                .extracting(Cidr::toString)
                .containsExactly("192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::1/128");
        GuardConfig guard = guard("443/tcp 443/udp 8000-8010/tcp", Mode.OBSERVE, DenyWith.REJECT);
        assertThat(config.guard()).isEqualTo(guard);
        assertThat(config.drift().check()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG));
        assertThat(config.http().listen()).isEqualTo("[::1]:80");
        assertThat(config.notifications())
                .isEqualTo(new NotificationConfig(
                        List.of(NotificationConfig.Kind.FAILURE),
                        List.of(
                                new NotificationConfig.Webhook(
                                        WebhookUrl.parse("https://hooks.example.com/s3cret-hunter2"),
                                        Optional.of(NotificationConfig.Format.SLACK),
                                        List.of()),
                                new NotificationConfig.Webhook(
                                        WebhookUrl.parse("http://127.0.0.1:8080/"),
                                        Optional.empty(),
                                        List.of(
                                                new HttpHeader("Authorization", "Bearer s3cret-hunter2"),
                                                new HttpHeader("X-Team", "edge")))),
                        List.of("/usr/local/bin/page", "--loud"),
                        Duration.ofSeconds(30),
                        1,
                        Duration.ofDays(1)));
        assertThat(config.notifications()).asString().doesNotContain("hunter2");
        assertThat(config.stateDir()).isEqualTo(Path.of("/srv/originwall"));

        assertThat(config.targets()).extracting(TargetConfig::name).containsExactly("web.eu-1_a", "cloud");
        assertThat(config.targets().get(0).guard()).isEqualTo(guard);
        assertThat(config.targets().get(0).settings())
                .isEqualTo(new FakeNftables.Settings(List.of(Cidr.parse("203.0.113.9/32")), List.of("br0")));
        assertThat(config.targets().get(1).guard())
                .as("overridden by this target alone")
                .isEqualTo(new GuardConfig(guard.ports(), Mode.ENFORCE, DenyWith.REJECT));
        assertThat(config.targets().get(1).settings())
                .isEqualTo(new FakeCloud.Settings(
                        "nowhere",
                        List.of(new FakeCloud.Group("a", List.of("x", "y")), new FakeCloud.Group("b", List.of())),
                        Map.of("team", "edge", "deny-with", "2026"),
                        Optional.empty(),
                        Optional.of(URI.create("https://example.com/")),
                        3));
    }

    @Test
    void cloudflaresSecondOpinionIsNotAskedAboutAnotherProvidersRanges() throws ConfigException {
        RangesConfig ranges = load("ranges: {provider: file, url: /etc/originwall/my ranges.txt}")
                .ranges();

        assertThat(ranges.crossCheck()).isEmpty();
        assertThat(Path.of(ranges.url())).isEqualTo(Path.of("/etc/originwall/my ranges.txt"));
        assertThat(load("ranges: {provider: file, url: file:///etc/ranges.txt}")
                        .ranges()
                        .url()
                        .getPath())
                .isEqualTo("/etc/ranges.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\\\my ranges.txt", "C:/my ranges.txt", "file:///C:/my%20ranges.txt"})
    void aPathOfWindowsNamesAListToo(String url) throws ConfigException {
        URI list =
                load("ranges: {provider: file, url: \"" + url + "\"}").ranges().url();

        assertThat(list.getRawPath()).isEqualTo("/C:/my%20ranges.txt");
        assertThat(list).hasScheme("file").hasNoHost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "'off'", "no", "false"})
    void httpIsTurnedOffInAnySpellingThatYamlTakesForOff(String listen) throws ConfigException {
        HttpConfig http = load("http: {listen: " + listen + "}").http();

        assertThat(http.isOff()).isTrue();
        assertThat(http.listen()).isEqualTo("off");
    }

    @Test
    void localhostIsAnAddressThatNobodyHasToLookUp() throws ConfigException {
        HttpConfig http = load("http: {listen: localhost:9481}").http();

        assertThat(http.host()).isEqualTo("127.0.0.1");
        assertThat(http.port()).isEqualTo(9481);
    }

    @Test
    void theStateDirectoryIsTheConfigsElseSystemdsElseTheUsual() throws ConfigException {
        ConfigLoader underSystemd = TestConfig.loader(Map.of("STATE_DIRECTORY", "/run/a:/run/b"));

        assertThat(stateDir(underSystemd, "")).isEqualTo(Path.of("/run/a"));
        assertThat(stateDir(underSystemd, "state-dir: /srv/x\n")).isEqualTo(Path.of("/srv/x"));
        assertThat(stateDir(TestConfig.loader(Map.of("STATE_DIRECTORY", "")), ""))
                .isEqualTo(Path.of("/var/lib/originwall"));
    }

    @Test
    void theStateStoreIsADirectoryOfWhichStateDirIsTheShortForm() throws ConfigException {
        ConfigLoader underSystemd = TestConfig.loader(Map.of("STATE_DIRECTORY", "not absolute"));

        assertThat(stateDir(underSystemd, "state: {store: /srv/x}\n")).isEqualTo(Path.of("/srv/x"));
        assertThat(stateDir(underSystemd, "state-dir: /srv/x\n")).isEqualTo(Path.of("/srv/x"));
        assertThat(stateDir(TestConfig.loader(Map.of("STATE_DIRECTORY", "/run/a")), "state:\n"))
                .isEqualTo(Path.of("/run/a"));
        assertThat(load("state-dir: /srv/x").state())
                .isEqualTo(load("state: {store: /srv/x}").state());
    }

    @Test
    void aFileWithProblemsIsFoundByItsStateStore(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("config.yaml");
        ConfigLoader loader = TestConfig.loader(Map.of("STATE_DIRECTORY", "/run/a"));
        Map<String, String> states = Map.of(
                "nonsense: true\nstate: {store: /srv/x}\n",
                "/srv/x",
                "nonsense: true\nstate-dir: /srv/x\n",
                "/srv/x",
                "a: [\nstate: {store: /srv/x}\n",
                "/srv/x",
                "a: [\nstate:\n  # of the other disk\n\n  store: \"/srv/x\"\n",
                "/srv/x",
                "a: [\nstate-dir: '/srv/x' # of the other disk\n",
                "/srv/x",
                "a: [\n# state: {store: /srv/x}\nmy-state: {store: /srv/x}\n",
                "/run/a",
                "a: [\nstate: {}\nother:\n  store: /srv/x\n",
                "/run/a",
                "a: [\nstate:\n" + "\n  #".repeat(200_000) + "\n  store: /srv/x\n",
                "/run/a");

        for (Map.Entry<String, String> state : states.entrySet()) {
            Files.writeString(file, state.getKey());
            assertThat(loader.locate(file).stateDir()).isEqualTo(Path.of(state.getValue()));
        }
    }

    @Test
    void aStateDirectoryThatDependsOnWhereOneStandsIsRefused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> stateDir(TestConfig.loader(Map.of("STATE_DIRECTORY", "state")), ""))
                .withMessage("config.yaml: the environment's STATE_DIRECTORY must be an absolute path");
    }

    @Test
    void placeholdersAreExpandedInsideValuesAndOnlyOnce() throws ConfigException {
        Config config = loadAll("""
                allow: ["${OFFICE}"]
                guard: {ports: ["${PORT}/tcp", "80"]}
                state-dir: /srv/${SECRET}/${NESTED}/$${PORT}/$PORT$
                targets: [{name: "host-${PORT}", type: nftables}]
                """);

        assertThat(config.allow()).containsExactly(Cidr.parse("192.0.2.0/24"));
        assertThat(config.guard().ports()).containsExactly(PortRange.parse("8443"), PortRange.parse("80"));
        assertThat(config.stateDir()).isEqualTo(Path.of("/srv/s3cret-hunter2/${PORT}/${PORT}/$PORT$"));
        assertThat(config.targets().get(0).name()).isEqualTo("host-8443");
    }

    @Test
    void aSecretFromTheEnvironmentIsInNoMessage() {
        String everywhere = """
                ranges: {provider: "${SECRET}", url: "${SECRET}", cross-check: ["${SECRET}"], networks: ["${SECRET}"], ipv6: "${SECRET}", every: "${SECRET}"}
                trust: {shortest-prefix: {ipv4: "${SECRET}"}, max-growth: "${SECRET}", removal-grace: "${SECRET}"}
                allow: ["${SECRET}"]
                guard: {ports: ["${SECRET}"], mode: "${SECRET}"}
                drift: "${SECRET}"
                targets: [{name: "${SECRET}", type: "${SECRET}"}, {name: "${SECRET}", type: nftables, destinations: ["${SECRET}/24"]}]
                http: {listen: "${SECRET}"}
                state-dir: "${SECRET}"
                """;

        String refusal = TestConfig.refusalOfAll(everywhere);

        assertThat(refusal).contains("\"${SECRET}\"").doesNotContain("s3cret", "hunter2");
        assertThat(refusal.lines()).hasSize(18);
    }

    @Test
    void aTargetTypeMayNotClaimACommonKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfigLoader(List.of(new FakeNftables(), new FakeNftables()), Map.of()))
                .withMessageStartingWith("target type nftables: there are two of it");
    }

    private static Path stateDir(ConfigLoader loader, String text) throws ConfigException {
        return loader.parse("config.yaml", (text + TestConfig.ONE_TARGET).getBytes(StandardCharsets.UTF_8))
                .stateDir();
    }

    private static GuardConfig guard(String ports, Mode mode, DenyWith denyWith) {
        return new GuardConfig(
                Stream.of(ports.split(" ", -1)).map(PortRange::parse).toList(), mode, denyWith);
    }
}
