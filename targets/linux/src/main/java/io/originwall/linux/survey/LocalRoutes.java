package io.originwall.linux.survey;

import io.originwall.api.Finding;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.json.Fields;
import io.originwall.json.JsonReader;
import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses that are this host's by a routing table of somebody's own, as policy routing and TPROXY make them. Neither nft's {@code fib} nor
 * the match addrtype of iptables looks there.
 */
final class LocalRoutes {
    private static final Command ROUTES =
            Command.of("ip", "-d", "-j", "route", "show", "table", "all", "type", "local");

    private LocalRoutes() {}

    /** @param destinations that the guard covers all the same */
    static List<Finding> find(CommandRunner runner, AddressSet destinations) {
        try {
            CommandResult result = runner.run(ROUTES);
            return result.isSuccess()
                    ? parse(result.stdout(), destinations)
                    : List.of(unknown(result.stderr().lines().findFirst().orElse("ip said nothing")));
        } catch (IOException | CommandException e) {
            return List.of(unknown(String.valueOf(e.getMessage())));
        }
    }

    private static Finding unknown(String why) {
        return new Finding(
                "local-routes-unknown",
                "addresses that are this host's by other routing tables were not looked for: " + why,
                "install the package iproute2");
    }

    private static List<Finding> parse(String json, AddressSet destinations) throws IOException {
        Set<Finding> findings = new LinkedHashSet<>();
        for (List<Fields> answer : JsonReader.arrays(json)) {
            for (Fields route : answer) {
                String table = route.find("table").orElse("local");
                String text = route.find("dst").orElse("default");
                Optional<Cidr> block = block(text);
                boolean covered = block.filter(known -> destinations.containsAll(AddressSet.ofBlocks(List.of(known))))
                        .isPresent();
                if (!table.equals("local") && !table.equals("255") && !covered) {
                    findings.add(finding(table, block));
                }
            }
        }
        return List.copyOf(findings);
    }

    private static Finding finding(String table, Optional<Cidr> block) {
        String by = " this host's by routing table " + table + " only, and the guard does not look there";
        return block.map(addresses -> new Finding(
                        "local-by-other-table",
                        addresses + " is" + by,
                        "add " + addresses + " to destinations of this target"))
                .orElseGet(() -> new Finding(
                        "local-by-other-table",
                        "every address is" + by,
                        "add the addresses that a proxy takes packets for to destinations of this target"));
    }

    /** Empty for a default route. */
    private static Optional<Cidr> block(String text) throws IOException {
        try {
            return text.equals("default")
                    ? Optional.empty()
                    : Optional.of(text.contains("/") ? Cidr.parse(text) : Cidr.of(Address.parse(text)));
        } catch (AddressFormatException e) {
            throw new IOException(ROUTES + ": \"" + text + "\" is no block of addresses", e);
        }
    }
}
