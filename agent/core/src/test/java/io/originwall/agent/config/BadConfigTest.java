package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each table: a line of config, and under it every line that it is refused with. */
class BadConfigTest {
    @TestFactory
    Stream<DynamicTest> keys() {
        return refused("""
                gaurd: {mode: observe}
                  1:1: gaurd: unknown key; did you mean "guard"?
                mode: observe
                  1:1: mode: unknown key; did you mean guard.mode?
                trust: {ipv4: 12}
                  1:9: trust.ipv4: unknown key; did you mean shortest-prefix.ipv4?
                wibble: 1
                  1:1: wibble: unknown key; known here: ranges, trust, allow, guard, drift, targets, log, http, control, notifications, state, state-dir
                guard: {denyWith: drop}
                  1:9: guard.denyWith: unknown key; did you mean "deny-with"?
                guard: {deny: drop}
                  1:9: guard.deny: unknown key; did you mean "deny-with"?
                guard: {xyzzy: drop}
                  1:9: guard.xyzzy: unknown key; known here: ports, mode, deny-with
                guard: {mode: enforce, mode: observe, mode: enforce}
                  1:24: guard.mode: duplicate key; it is already in line 1
                  1:39: guard.mode: duplicate key; it is already in line 1
                <<: {mode: observe}
                  1:1: <<: unknown key; known here: ranges, trust, allow, guard, drift, targets, log, http, control, notifications, state, state-dir
                "a\\nb\\e[31m": 1
                  1:1: a?b?[31m: unknown key; known here: ranges, trust, allow, guard, drift, targets, log, http, control, notifications, state, state-dir
                """, UnaryOperator.identity());
    }

    @TestFactory
    Stream<DynamicTest> shapes() {
        return refused("""
                guard: enforce
                  1:8: guard: "enforce": must be a group of keys
                guard: [80]
                  1:8: guard: must be a group of keys
                guard: {ports: 80/tcp}
                  1:16: guard.ports: "80/tcp": must be a list
                guard: {ports: }
                  1:15: guard.ports: has no value; write one, or leave it out
                guard: {ports: []}
                  1:16: guard.ports: must have at least one entry
                guard: {ports: [[80]]}
                  1:17: guard.ports[0]: must be one value
                guard: {ports: [~]}
                  1:17: guard.ports[0]: has no value; write one, or leave it out
                guard: {mode: [enforce]}
                  1:15: guard.mode: must be one value
                guard: {mode: null}
                  1:15: guard.mode: has no value; write one, or leave it out
                trust: {shortest-prefix: 11}
                  1:26: trust.shortest-prefix: "11": must be a group of keys
                allow: {office: 192.0.2.1}
                  1:8: allow: must be a list
                """, UnaryOperator.identity());
    }

    /** What is wrong with a webhook is told without its text: the path of its URL is a secret. */
    @TestFactory
    Stream<DynamicTest> notifications() {
        return refused("""
                notifications: {events: []}
                  1:25: notifications.events: must have at least one entry
                notifications: {events: [drfit]}
                  1:26: notifications.events[0]: "drfit": must be one of change, rejection, drift, failure; did you mean "drift"?
                notifications: {webhooks: [https://example.com/hook]}
                  1:28: notifications.webhooks[0]: "https://example.com/hook": must be a group of keys
                notifications: {webhooks: [{format: slack}]}
                  1:28: notifications.webhooks[0].url: is missing; there is no default
                notifications: {webhooks: [{url: "http://example.com/T0/hush"}]}
                  1:34: notifications.webhooks[0].url: must be https://; http:// only to a loopback address
                notifications: {webhooks: [{url: "https://example.com/hush me"}]}
                  1:34: notifications.webhooks[0].url: not a URL
                notifications: {webhooks: [{url: "https://me:hush@example.com/"}]}
                  1:34: notifications.webhooks[0].url: must be a URL with a host, and without a user or a fragment
                notifications: {webhooks: [{url: "${SECRET}"}]}
                  1:34: notifications.webhooks[0].url: must be an https:// URL
                notifications: {webhooks: [{url: "https://example.com/", format: xml}]}
                  1:66: notifications.webhooks[0].format: "xml": must be one of json, slack
                notifications: {webhooks: [{url: "https://example.com/", headers: ["Authorization"]}]}
                  1:68: notifications.webhooks[0].headers[0]: not a header: write "Name: value" in plain ASCII
                notifications: {webhooks: [{url: "https://example.com/", headers: ["A: hush\\nB: c"]}]}
                  1:68: notifications.webhooks[0].headers[0]: not a header: write "Name: value" in plain ASCII
                notifications: {webhooks: [{url: "https://example.com/", headers: ["host: hush"]}]}
                  1:68: notifications.webhooks[0].headers[0]: this header is not yours to set
                notifications: {command: page}
                  1:26: notifications.command: "page": must be a list
                notifications: {command: [page, /x]}
                  1:27: notifications.command[0]: "page": must be the absolute path of a program
                notifications: {timeout: 6m}
                  1:26: notifications.timeout: "6m": must be at most 5m
                notifications: {at-most: 0}
                  1:26: notifications.at-most: "0": must be 1–3600
                notifications: {remind: 30s}
                  1:25: notifications.remind: "30s": must be at least 1m
                """, UnaryOperator.identity());
    }

    @TestFactory
    Stream<DynamicTest> values() {
        return refused("""
                guard: {ports: [80/tcp, 80800/tcp]}
                  1:25: guard.ports[1]: "80800/tcp": port must be 1–65535
                guard: {ports: [http]}
                  1:17: guard.ports[0]: "http": not a port: write 80/tcp, 443/udp or 8000-8010/tcp
                guard: {mode: enforced}
                  1:15: guard.mode: "enforced": must be one of enforce, observe; did you mean "enforce"?
                guard: {deny-with: tarpit}
                  1:20: guard.deny-with: "tarpit": must be one of drop, reject
                log: {format: logfmt}
                  1:15: log.format: "logfmt": must be one of text, json
                log: {level: warning}
                  1:14: log.level: "warning": must be one of debug, info, warn, error
                trust: {shortest-prefix: {ipv4: 0}}
                  1:33: trust.shortest-prefix.ipv4: "0": must be 1–32
                trust: {shortest-prefix: {ipv4: 33}}
                  1:33: trust.shortest-prefix.ipv4: "33": must be 1–32
                trust: {shortest-prefix: {ipv6: 129}}
                  1:33: trust.shortest-prefix.ipv6: "129": must be 1–128
                trust: {shortest-prefix: {ipv6: 0x1c}}
                  1:33: trust.shortest-prefix.ipv6: "0x1c": must be a whole number
                trust: {shortest-prefix: {ipv6: 2_8}}
                  1:33: trust.shortest-prefix.ipv6: "2_8": must be a whole number
                trust: {max-shrink: 101%}
                  1:21: trust.max-shrink: "101%": must be at most 100%
                trust: {max-share: 0%}
                  1:20: trust.max-share: "0%": must be 1–100%
                trust: {max-growth: 50}
                  1:21: trust.max-growth: "50": not a percentage: write 50%
                trust: {max-growth: -5%}
                  1:21: trust.max-growth: "-5%": not a percentage: write 50%
                trust: {removal-grace: 24}
                  1:24: trust.removal-grace: "24": not a duration: write 90s, 15m, 6h, 3d or PT15M
                trust: {removal-grace: 0s}
                  1:24: trust.removal-grace: "0s": a duration must be longer than nothing
                drift: {check: 4000d}
                  1:16: drift.check: "4000d": a duration must be at most 3650d
                allow: [192.0.2.1, 0.0.0.0/0]
                  1:20: allow[1]: "0.0.0.0/0": would let everybody in
                allow: ["::/0"]
                  1:9: allow[0]: "::/0": would let everybody in
                allow: [0.0.0.0/1, 128.0.0.0/1]
                  1:9: allow[0]: "0.0.0.0/1": would let a great part of the IPv4 addresses in; the broadest block taken is /4
                  1:20: allow[1]: "128.0.0.0/1": would let a great part of the IPv4 addresses in; the broadest block taken is /4
                allow: [16.0.0.0/4, 64.0.0.0/3]
                  1:21: allow[1]: "64.0.0.0/3": would let a great part of the IPv4 addresses in; the broadest block taken is /4
                allow: ["::/1", "8000::/1"]
                  1:9: allow[0]: "::/1": would let a great part of the IPv6 addresses in; the broadest block taken is /12
                  1:17: allow[1]: "8000::/1": would let a great part of the IPv6 addresses in; the broadest block taken is /12
                allow: ["2a00::/11"]
                  1:9: allow[0]: "2a00::/11": would let a great part of the IPv6 addresses in; the broadest block taken is /12
                allow: [192.0.2.1/24]
                  1:9: allow[0]: "192.0.2.1/24": host bits are set
                allow: [office.example.com]
                  1:9: allow[0]: "office.example.com": not an IPv4 or IPv6 address
                http: {listen: on}
                  1:16: http.listen: "on": must be address:port, such as 127.0.0.1:9481 or "[::1]:9481", or "off"
                http: {listen: 9481}
                  1:16: http.listen: "9481": must be address:port, such as 127.0.0.1:9481 or "[::1]:9481", or "off"
                http: {listen: "::1:9481"}
                  1:16: http.listen: "::1:9481": must be address:port, such as 127.0.0.1:9481 or "[::1]:9481", or "off"
                http: {listen: 300.1.1.1:80}
                  1:16: http.listen: "300.1.1.1:80": must be address:port, such as 127.0.0.1:9481 or "[::1]:9481", or "off"
                http: {listen: metrics.example.com:9481}
                  1:16: http.listen: "metrics.example.com:9481": must be address:port, such as 127.0.0.1:9481 or "[::1]:9481", or "off"
                http: {listen: 127.0.0.1:0}
                  1:16: http.listen: "127.0.0.1:0": port must be 1–65535
                state-dir: var/lib
                  1:12: state-dir: "var/lib": must be an absolute path
                state: {store: var/lib}
                  1:16: state.store: "var/lib": must be an absolute path
                state: {store: }
                  1:15: state.store: has no value; write one, or leave it out
                state: {store: [/srv]}
                  1:16: state.store: must be one value
                state: {stor: /srv}
                  1:9: state.stor: unknown key; did you mean "store"?
                state: /srv
                  1:8: state: "/srv": must be a group of keys
                state: {store: "jdbc:postgresql://db/originwall?password=hunter2"}
                  1:16: state.store: a store that begins with jdbc: is not supported in this version; give the absolute path of a directory
                state: {store: S3://bucket/key}
                  1:16: state.store: a store that begins with s3:// is not supported in this version; give the absolute path of a directory
                """, UnaryOperator.identity());
    }

    @TestFactory
    Stream<DynamicTest> ranges() {
        return refused("""
                ipv6: yes
                  1:16: ranges.ipv6: "yes": must be true or false
                url: http://mirror.example.com/ips
                  1:15: ranges.url: "http://mirror.example.com/ips": must be https://; http:// only to a loopback address
                url: http://127.0.0.1.example.com/ips
                  1:15: ranges.url: "http://127.0.0.1.example.com/ips": must be https://; http:// only to a loopback address
                url: ftp://mirror.example.com/ips
                  1:15: ranges.url: "ftp://mirror.example.com/ips": must be an https:// URL
                url: https://me:pw@example.com/
                  1:15: ranges.url: "https://…@example.com/": must be a URL with a host, and without a user or a fragment
                url: https://localhost:99999/x
                  1:15: ranges.url: "https://localhost:99999/x": port must be 1–65535
                cross-check: [https://localhost:65535, https://localhost:0/x]
                  1:49: ranges.cross-check[1]: "https://localhost:0/x": port must be 1–65535
                url: "https://a b"
                  1:15: ranges.url: "https://a b": not a URL
                url: "https:///x"
                  1:15: ranges.url: "https:///x": must be a URL with a host, and without a user or a fragment
                url: /etc/ranges.txt
                  1:15: ranges.url: "/etc/ranges.txt": must be an https:// URL
                cross-check: [https://ok.example.com, http://192.0.2.1/x]
                  1:48: ranges.cross-check[1]: "http://192.0.2.1/x": must be https://; http:// only to a loopback address
                networks: [jdclout]
                  1:21: ranges.networks[0]: "jdclout": must be one of jdcloud; did you mean "jdcloud"?
                provider: cloudfare
                  1:20: ranges.provider: "cloudfare": must be one of cloudflare, url, file; did you mean "cloudflare"?
                provider: url
                  1:9: ranges.url: is missing; provider "url" needs it
                provider: file
                  1:9: ranges.url: is missing; provider "file" needs it
                provider: file, url: ranges.txt
                  1:31: ranges.url: "ranges.txt": must be an absolute path for provider "file"
                provider: file, url: https://example.com/x
                  1:31: ranges.url: "https://example.com/x": must be an absolute path for provider "file"
                provider: file, url: file://server/x
                  1:31: ranges.url: "file://server/x": must be an absolute path for provider "file"
                provider: url, url: https://example.com/x, networks: [jdcloud]
                  1:63: ranges.networks: only provider "cloudflare" has further networks
                every: 59s
                  1:17: ranges.every: "59s": must be at least 1m; the ranges change a few times a year
                every: often
                  1:17: ranges.every: "often": must be a duration such as 1h, or a Quartz cron expression such as "0 17 * * * ?"
                every: 17 * * * *
                  1:17: ranges.every: "17 * * * *": a cron expression has 6 or 7 fields (seconds first), not 5; write for example "0 17 * * * ?"
                every: "0 61 * * * ?"
                  1:17: ranges.every: "0 61 * * * ?": the cron field 2, minutes, is wrong; write for example "0 17 * * * ?"
                every: "0 0 * * * *"
                  1:17: ranges.every: "0 0 * * * *": one of the cron fields day of month and day of week must be "?", the other not; write for example "0 17 * * * ?"
                every: "0/5 0 * * * ?"
                  1:17: ranges.every: "0/5 0 * * * ?": the seconds of the cron expression must be one number: at most once a minute; write for example "0 17 * * * ?"
                """, line -> "ranges: {" + line + "}");
    }

    @TestFactory
    Stream<DynamicTest> targets() {
        return refusedWithoutTargets("""
                allow: []
                  1:1: targets: is missing; name at least one place to guard
                targets:
                  1:9: targets: must have at least one entry
                targets: []
                  1:10: targets: must have at least one entry
                targets: {host: {type: nftables}}
                  1:10: targets: must be a list
                targets: [host]
                  1:11: targets[0]: "host": must be a group of keys
                targets: [{name: host}]
                  1:11: targets[0].type: is missing; every target has one
                targets: [{type: nftables}]
                  1:11: targets[0].name: is missing; every target has one
                targets: [{name: host, type: nftable}]
                  1:30: targets[0].type: "nftable": unknown type; there are nftables, cloud; add-ons bring others; did you mean "nftables"?
                targets: [{name: host, type: iptables}]
                  1:30: targets[0].type: "iptables": unknown type; there are nftables, cloud; add-ons bring others
                targets: [{name: web, type: ec2-security-grup}]
                  1:29: targets[0].type: "ec2-security-grup": unknown type; there are nftables, cloud; add-ons bring others
                targets: [{name: a b, type: nftables}]
                  1:18: targets[0].name: "a b": a name is letters, digits, ".", "_" and "-", at most 63
                targets: [{name: a, type: nftables}, {name: a, type: nftables}]
                  1:45: targets[1].name: "a": the target in line 1 has this name already
                targets: [{name: a, type: nftables, destination: []}]
                  1:37: targets[0].destination: unknown key; did you mean "destinations"?
                targets: [{name: a, type: nftables, guard: {mod: observe}}]
                  1:45: targets[0].guard.mod: unknown key; did you mean "mode"?
                targets: [{name: a, type: nftables, mode: observe}]
                  1:37: targets[0].mode: unknown key; did you mean guard.mode?
                targets: [{name: a, type: nftables, region: eu}]
                  1:37: targets[0].region: unknown key; known here: name, type, guard, on-remove, destinations, bridges
                targets: [{name: a, type: nftables, guard: {ports: []}}]
                  1:52: targets[0].guard.ports: must have at least one entry
                targets: [{name: a, type: cloud}]
                  1:11: targets[0].region: is missing; there is no default
                targets: [{name: a, type: cloud, region: x, guard: {mode: observe}}]
                  1:52: targets[0].guard: a cloud cannot observe; set guard.mode: enforce
                targets: [{name: a, type: cloud, region: x, groups: [{}, {id: }, {id: b, tags: x}], attempts: 0}]
                  1:54: targets[0].groups[0].id: is missing; there is no default
                  1:62: targets[0].groups[1].id: has no value; write one, or leave it out
                  1:80: targets[0].groups[2].tags: "x": must be a list
                  1:95: targets[0].attempts: "0": must be at least 1
                targets: [{name: a, type: cloud, region: x, labels: [team]}]
                  1:53: targets[0].labels: must be a group of keys
                targets: [{name: a, type: cloud, region: x, labels: {team: [edge], size: , size: 1}}]
                  1:60: targets[0].labels.team: must be one value
                  1:73: targets[0].labels.size: has no value; write one, or leave it out
                  1:76: targets[0].labels.size: duplicate key; it is already in line 1
                targets: [{name: a, type: cloud, region: x, groups: [{id: a}, {id: b}, {id: c}]}]
                  1:53: targets[0].groups: two at most
                targets: [{name: a, type: cloud, region: x, attempts: 13, groups: x}]
                  1:67: targets[0].groups: "x": must be a list
                targets: [{name: a, type: cloud, region: x, attempts: 13}]
                  1:11: targets[0]: there is nothing to attempt; name groups
                targets: [{name: a, type: cloud, region: x, groups: [{id: g}]}, {name: b, type: cloud, region: y, groups: [{id: g}]}]
                  1:65: targets[1]: group g is guarded by the target in line 1 already, and each would undo the other's work; name it in one of the two
                """);
    }

    @TestFactory
    Stream<DynamicTest> placeholders() {
        return refused("""
                state-dir: /srv/${NOPE}/${NOR}
                  1:12: state-dir: "/srv/${NOPE}/${NOR}": the environment variable NOPE is not set: add it to environment
                  1:12: state-dir: "/srv/${NOPE}/${NOR}": the environment variable NOR is not set: add it to environment
                allow: ["${foo-bar}", "${", "${}"]
                  1:9: allow[0]: "${foo-bar}": write ${NAME}, or $${ for a plain ${
                  1:23: allow[1]: "${": write ${NAME}, or $${ for a plain ${
                  1:29: allow[2]: "${}": write ${NAME}, or $${ for a plain ${
                allow: ["${EMPTY}"]
                  1:9: allow[0]: "${EMPTY}": not an IPv4 or IPv6 address
                allow: ["${NESTED}"]
                  1:9: allow[0]: "${NESTED}": not an IPv4 or IPv6 address
                guard: {ports: [${PORT}/tcp]}
                  1:18: not YAML: expected ',' or ']', but got {; inside [ ] or { } put quotes around a value with ${NAME}, :: or ? in it
                unknown: ${NOPE}
                  1:1: unknown: unknown key; known here: ranges, trust, allow, guard, drift, targets, log, http, control, notifications, state, state-dir
                  1:10: unknown: "${NOPE}": the environment variable NOPE is not set: add it to environment
                """, UnaryOperator.identity());
    }

    @TestFactory
    Stream<DynamicTest> yaml() {
        return refusedWithoutTargets("""
                hello
                  1:1: "hello": must be a group of keys
                - a
                  1:1: must be a group of keys
                a: b: c
                  1:5: not YAML: mapping values are not allowed here
                \tx: 1
                  1:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
                "unterminated
                  1:1: not YAML: found unexpected end of stream
                {a: 1
                  1:6: not YAML: expected ',' or '}', but got <stream end>
                ? [a] : b
                  1:3: not YAML: a key must be one word
                allow: [::/0]
                  1:9: not YAML: expected the node content, but found ':'; inside [ ] or { } put quotes around a value with ${NAME}, :: or ? in it
                state-dir: *a
                  1:1: targets: is missing; name at least one place to guard
                  1:12: state-dir: aliases are not read; write the value out, or quote it if it is to begin with an asterisk
                state-dir: !!str /var/lib
                  1:1: targets: is missing; name at least one place to guard
                  1:12: state-dir: tags are not read; leave it out, or quote the value if it is to begin with an exclamation mark
                targets: !!javax.script.ScriptEngineManager []
                  1:10: targets: tags are not read; leave it out, or quote the value if it is to begin with an exclamation mark
                  1:10: targets: must have at least one entry
                """);
    }

    @Test
    void whereTheStateIsKeptIsSaidOnce() {
        assertThat(TestConfig.refusal("state: {store: /srv}\nstate-dir: /srv\n"))
                .isEqualTo("config.yaml:2:1: state-dir: is the short form of state.store; leave one of them out");
        assertThat(TestConfig.refusal("state-dir: /srv\nstate: {store: /srv}\n"))
                .isEqualTo("config.yaml:2:1: state: state-dir, the short form of state.store, is given too;"
                        + " leave one of them out");
    }

    private static Stream<DynamicTest> refused(String table, UnaryOperator<String> config) {
        return rows(table, line -> TestConfig.refusal(config.apply(line)));
    }

    private static Stream<DynamicTest> refusedWithoutTargets(String table) {
        return rows(table, TestConfig::refusalOfAll);
    }

    private static Stream<DynamicTest> rows(String table, UnaryOperator<String> refusal) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : table.lines().toList()) {
            if (line.startsWith("  ")) {
                rows.get(rows.size() - 1).add("config.yaml:" + line.strip());
            } else {
                rows.add(new ArrayList<>(List.of(line)));
            }
        }
        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row).hasSizeGreaterThan(1));
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.get(0),
                        () -> assertThat(refusal.apply(row.get(0)))
                                .isEqualTo(String.join("\n", row.subList(1, row.size())))));
    }
}
