package io.originwall.linux.survey;

import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.json.Fields;
import io.originwall.json.JsonReader;
import io.originwall.linux.survey.Links.Link;
import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * kube-proxy in its mode IPVS gives this host the address of each service, at the interface {@code kube-ipvs0}. So what a pod sends to a
 * service is for this host, and a pod that comes through no container bridge is a stranger there.
 *
 * @param pods the addresses of such pods; none where kube-proxy is not in that mode
 */
record ClusterAddresses(List<Cidr> pods) {
    private static final String SERVICES = "kube-ipvs0";
    private static final Command ROUTES = Command.of("ip", "-d", "-j", "route", "show", "table", "all");

    static ClusterAddresses find(CommandRunner runner, Links links) throws IOException {
        if (links.find(SERVICES).isEmpty()) {
            return new ClusterAddresses(List.of());
        }
        try {
            CommandResult result = runner.run(ROUTES);
            if (!result.isSuccess()) {
                throw new IOException(ROUTES + ": " + result.stderr().strip());
            }
            return of(
                    JsonReader.arrays(result.stdout()).stream()
                            .flatMap(List::stream)
                            .toList(),
                    links);
        } catch (CommandException e) {
            throw new IOException(e);
        }
    }

    private static ClusterAddresses of(List<Fields> routes, Links links) throws IOException {
        Set<String> single = links.all().values().stream()
                .filter(link -> link.kind().equals("veth") && link.master().isEmpty())
                .map(Link::name)
                .filter(name -> !links.defaultRoutes().contains(name))
                .collect(Collectors.toSet());
        boolean isLocal = false;
        List<Cidr> pods = new ArrayList<>();
        for (Fields route : routes) {
            String device = route.find("dev").orElse("");
            String type = route.find("type").orElse("unicast");
            isLocal |= device.equals(SERVICES) && type.equals("local");
            if (single.contains(device) && type.equals("unicast")) {
                pod(route.text("dst")).ifPresent(pods::add);
            }
        }
        return new ClusterAddresses(isLocal ? List.copyOf(pods) : List.of());
    }

    /** No default route, and none that every interface has. */
    private static Optional<Cidr> pod(String destination) {
        try {
            Cidr block = destination.contains("/") ? Cidr.parse(destination) : Cidr.of(Address.parse(destination));
            return block.toString().matches("fe80:.*|ff.*") ? Optional.empty() : Optional.of(block);
        } catch (AddressFormatException e) {
            return Optional.empty();
        }
    }

    /** Why a guard cannot be put up here without cutting pods off from services, with the way out. */
    Optional<String> obstacle(Guard wanted) {
        if (wanted.mode() == Mode.OBSERVE) {
            return Optional.empty();
        }
        return pods.stream()
                .filter(pod -> !wanted.allow().containsAll(AddressSet.ofBlocks(List.of(pod))))
                .findFirst()
                .map(pod -> "kube-proxy is in its mode IPVS (" + SERVICES + "), so pods such as " + pod
                        + " would lose every service on a guarded port; add the network of the pods to allow");
    }
}
