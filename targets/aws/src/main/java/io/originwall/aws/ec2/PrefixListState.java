package io.originwall.aws.ec2;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Parallel;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one look at the prefix lists of all places brought.
 *
 * @param lists of each place that could be read; a place may have none
 * @param unread why a place could not be read, or its lists are not this target's, one line each
 */
record PrefixListState(ListNames names, Map<RegionClients, List<ManagedList>> lists, List<String> unread) {
    static PrefixListState read(ListNames names, List<RegionClients> regionClients) {
        Map<RegionClients, List<ManagedList>> lists = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        List<Part> parts = Parallel.each(regionClients, regionClient -> Part.read(names, regionClient));
        for (int i = 0; i < regionClients.size(); i++) {
            Part part = parts.get(i);
            if (part.problems().isEmpty()) {
                lists.put(regionClients.get(i), part.lists());
            }
            unread.addAll(part.problems());
        }
        return new PrefixListState(names, lists, unread);
    }

    PrefixListState complete() throws TargetException {
        if (!unread.isEmpty()) {
            throw new TargetException(String.join("; ", unread));
        }
        return this;
    }

    Set<String> ids() {
        return all().stream().map(ManagedList::id).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The rest, and why.
     *
     * @param taken lists that another target has, with its name
     */
    PrefixListState without(Map<String, String> taken) {
        Map<RegionClients, List<ManagedList>> rest = new LinkedHashMap<>(lists);
        List<String> problems = new ArrayList<>(unread);
        lists.forEach((at, here) -> here.stream()
                .filter(list -> taken.containsKey(list.id()))
                .forEach(list -> {
                    rest.remove(at);
                    problems.add(GroupClaims.problem(list + " in " + at.place(), taken.getOrDefault(list.id(), "")));
                }));
        return new PrefixListState(names, rest, problems);
    }

    /** The same places without these lists. */
    PrefixListState but(Set<String> ids) {
        Map<RegionClients, List<ManagedList>> rest = new LinkedHashMap<>();
        lists.forEach((at, here) -> rest.put(
                at, here.stream().filter(list -> !ids.contains(list.id())).toList()));
        return new PrefixListState(names, rest, unread);
    }

    private List<ManagedList> all() {
        return lists.values().stream().flatMap(List::stream).toList();
    }

    /** What rules at a place refer to. */
    Map<Family, Source.PrefixList> sources(RegionClients at) {
        Map<Family, Source.PrefixList> sources = new EnumMap<>(Family.class);
        lists.getOrDefault(at, List.of()).forEach(list -> sources.put(list.family(), new Source.PrefixList(list.id())));
        return sources;
    }

    SourceAddresses blocks() {
        Map<String, AddressSet> blocks = new HashMap<>();
        all().forEach(list -> blocks.put(list.id(), list.addresses()));
        return new SourceAddresses(blocks);
    }

    /** What the lists of every place have in common. */
    AddressSet addresses() {
        return lists.values().stream()
                .map(place -> place.stream().map(ManagedList::addresses).reduce(AddressSet.empty(), AddressSet::union))
                .reduce(AddressSet::intersect)
                .orElseGet(AddressSet::empty);
    }

    /** The guard that lists alone stand for: which ports refer to them is somebody else's doing. */
    static Guard guard(List<PortRange> ports, AddressSet allow) {
        return ports.isEmpty() || allow.isEmpty() ? Guard.none() : new Guard(ports, allow, Mode.ENFORCE, DenyWith.DROP);
    }

    /** What one place brought. */
    private record Part(List<ManagedList> lists, List<String> problems) {
        static Part read(ListNames names, RegionClients regionClient) {
            try {
                return new Part(names.read(regionClient.lists()), List.of());
            } catch (TargetException e) {
                return new Part(List.of(), List.of(String.valueOf(e.getMessage())));
            }
        }
    }
}
