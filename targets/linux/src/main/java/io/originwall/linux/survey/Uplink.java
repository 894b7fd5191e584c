package io.originwall.linux.survey;

import io.originwall.linux.survey.Links.Link;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What makes strangers' packets come through a bridge.
 *
 * @param reason in words that follow the name of the bridge
 * @param certain whether it is known that they do; otherwise nobody can tell by the interfaces
 */
record Uplink(String reason, boolean certain) {
    /** Kinds that end at a container, a virtual machine or nowhere. */
    private static final Set<String> INNER = Set.of("tun", "dummy", "ifb");

    private static final Set<String> ON_ANOTHER = Set.of("vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec");
    private static final Set<String> OF_PORTS = Set.of("bridge", "bond", "team", "vrf");

    /** The surest reason there is; empty if a bridge leads to containers and virtual machines only. */
    static Optional<Uplink> of(String bridge, Links links) {
        List<Uplink> all = new Search(links).of(bridge).toList();
        return all.stream()
                .filter(Uplink::certain)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private static final class Search {
        private final Links links;
        private final Set<String> seen = new HashSet<>();

        private Search(Links links) {
            this.links = links;
        }

        private Stream<Uplink> of(String bridge) {
            seen.add(bridge);
            Stream<Uplink> routes = Stream.concat(
                            Stream.of(bridge), links.uppers(bridge).map(Link::name))
                    .filter(links.defaultRoutes()::contains)
                    .map(name -> new Uplink(
                            "carries a default route" + (name.equals(bridge) ? "" : " through " + name), true));
            return Stream.concat(routes, links.ports(bridge).flatMap(port -> through(port, port)));
        }

        /**
         * Follows a port to where its packets come from.
         *
         * @param port of the bridge, by which a person finds it
         * @param link how far it was followed
         */
        private Stream<Uplink> through(Link port, Link link) {
            if (!seen.add(link.name())) {
                return Stream.empty();
            }
            String where = "has the port " + port.name() + (link.equals(port) ? "" : " to " + link.name());
            if (link.isDevice()) {
                return Stream.of(new Uplink(where + ", a network device", true));
            }
            if (links.defaultRoutes().contains(link.name())) {
                return Stream.of(new Uplink(where + ", which carries a default route", true));
            }
            if (link.kind().equals("veth")) {
                // If its other end is in this network namespace too, it leads into whatever that is a port of.
                return Stream.concat(link.lower().stream(), link.equals(port) ? Stream.empty() : link.master().stream())
                        .flatMap(name -> links.find(name).stream())
                        .flatMap(next -> through(port, next));
            }
            if (OF_PORTS.contains(link.kind())) {
                return links.ports(link.name()).flatMap(inner -> through(port, inner));
            }
            Optional<Link> lower = link.lower().flatMap(links::find);
            if (ON_ANOTHER.contains(link.kind()) && lower.isPresent()) {
                return through(port, lower.get());
            }
            return INNER.contains(link.kind())
                    ? Stream.empty()
                    : Stream.of(new Uplink(where + " of kind " + link.kind(), false));
        }
    }
}
