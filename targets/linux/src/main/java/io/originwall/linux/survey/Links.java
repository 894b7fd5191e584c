package io.originwall.linux.survey;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.json.Fields;
import io.originwall.json.JsonReader;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The network interfaces of this host, as the kernel tells through iproute2.
 *
 * @param all by name
 * @param defaultRoutes the interfaces that a default route leads through, in any routing table, for IPv4 or IPv6; two halves of all
 *     addresses, as VPNs route them, make one too
 */
record Links(Map<String, Link> all, Set<String> defaultRoutes) {
    private static final List<String> QUESTIONS = List.of(
            "link show",
            "route show table all default",
            "route show table all 0.0.0.0/1",
            "route show table all 128.0.0.0/1",
            "route show table all ::/1",
            "route show table all 8000::/1");

    /** One process for all questions; it takes 2 ms. */
    private static final Command ASK = Command.of("ip", "-d", "-j", "-batch", "-")
            .withStdin(String.join("\n", QUESTIONS) + "\n")
            .within(Duration.ofSeconds(10));

    /**
     * An interface.
     *
     * @param kind what made it, such as {@code bridge} or {@code veth}; empty for a device of hardware
     * @param master the bridge, bond or the like that it is a port of
     * @param lower the interface that it stands on, or the other end of a veth, if that is in this network namespace
     * @param isDevice whether hardware, real or emulated, is behind it
     */
    record Link(String name, String kind, Optional<String> master, Optional<String> lower, boolean isDevice) {
        private static Link of(Fields link) throws IOException {
            Fields info = link.object("linkinfo");
            String kind = info.find("info_kind").orElse("");
            Optional<String> parent = link.find("parentdev");
            boolean isLoopback =
                    link.find("link_type").filter("loopback"::equals).isPresent();
            // A port of a switch chip has a kind.
            boolean isDevice = !isLoopback && (kind.isEmpty() || kind.equals("dsa") || parent.isPresent());
            return new Link(link.text("ifname"), kind, link.find("master"), link.find("link"), isDevice);
        }
    }

    /** @throws IOException if they cannot be told; the message ends with what to do */
    static Links read(CommandRunner runner) throws IOException {
        try {
            CommandResult result = runner.run(ASK);
            if (!result.isSuccess()) {
                throw new IOException(ASK + ": exit code " + result.exitCode() + ": "
                        + result.stderr().lines().findFirst().orElse("it said nothing")
                        + "; install iproute2 4.18 or newer");
            }
            return parse(result.stdout());
        } catch (CommandException e) {
            throw new IOException(e.getMessage() + "; install the package iproute2", e);
        }
    }

    static Links parse(String json) throws IOException {
        List<List<Fields>> answers = JsonReader.arrays(json);
        if (answers.size() != QUESTIONS.size()) {
            throw new IOException(ASK + ": " + answers.size() + " answers instead of " + QUESTIONS.size()
                    + "; install iproute2 4.18 or newer");
        }
        Map<String, Link> links = new LinkedHashMap<>();
        for (Fields link : answers.get(0)) {
            // Older versions print an empty object for what they were not asked.
            if (link.has("ifname")) {
                links.put(link.text("ifname"), Link.of(link));
            }
        }
        Set<String> routes = new HashSet<>();
        for (Fields route : answers.stream().skip(1).flatMap(List::stream).toList()) {
            route.find("dev").ifPresent(routes::add);
            if (route.has("nexthops")) {
                for (Fields hop : route.objects("nexthops")) {
                    hop.find("dev").ifPresent(routes::add);
                }
            }
        }
        return new Links(links, routes);
    }

    Optional<Link> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    Stream<Link> ports(String master) {
        return all.values().stream()
                .filter(link -> link.master().filter(master::equals).isPresent());
    }

    /** Those that stand on an interface, such as its VLANs. */
    Stream<Link> uppers(String lower) {
        return all.values().stream()
                .filter(link -> link.lower().filter(lower::equals).isPresent()
                        && !link.kind().equals("veth"));
    }
}
