package io.originwall.aws.ec2;

import io.originwall.api.Change;
import io.originwall.api.TargetException;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.Waits;
import io.originwall.aws.ec2.prefixlist.ListWriter;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.rules.GroupNames;
import io.originwall.aws.ec2.rules.OwnershipTag;
import io.originwall.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts the prefix lists of a target back to earlier versions, of which AWS keeps the entries. */
final class ListRollback implements Rollback {
    /**
     * How many versions AWS keeps beside the one in force
     * (<a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC quotas</a>).
     */
    private static final int KEPT = 999;

    private final String target;
    private final Ec2Clients clients;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** One list and the version to go back to. */
    private record Part(RegionClients at, ManagedList list, long version, Set<Cidr> entries) {
        Step step() {
            List<Change> changes = new ArrayList<>();
            without(entries, list.entries().keySet()).forEach(block -> changes.add(Change.add(block)));
            without(list.entries().keySet(), entries).forEach(block -> changes.add(Change.remove(block)));
            return new Step(list.name(), list.id(), at.place().toString(), list.version(), version, changes);
        }

        private static Set<Cidr> without(Set<Cidr> blocks, Set<Cidr> others) {
            Set<Cidr> rest = new TreeSet<>(blocks);
            rest.removeAll(others);
            return rest;
        }
    }

    private ListRollback(String target, Ec2Clients clients) {
        this.target = target;
        this.clients = clients;
    }

    static Rollback of(String target, Ec2Settings settings, Choice choice, Waits waits) throws TargetException {
        if (settings.via() != Via.PREFIX_LIST) {
            throw new TargetException(
                    target + " has no prefix lists to put back, it writes rules; see via: in the config");
        }
        ListRollback rollback = new ListRollback(target, new Ec2Clients(settings.endpoint(), waits));
        try {
            rollback.read(settings, choice);
            return rollback;
        } catch (TargetException e) {
            rollback.close();
            throw e;
        }
    }

    /** A list where it was found. */
    record Placed(RegionClients at, ManagedList list) {
        @Override
        public String toString() {
            return list + " in " + at.place();
        }
    }

    private void read(Ec2Settings settings, Choice choice) throws TargetException {
        List<RegionClients> regionClients = GroupLocator.places(settings).stream()
                .map(place -> RegionClients.of(place, clients))
                .toList();
        List<Placed> all = new ArrayList<>();
        PrefixListState.read(ListNames.of(target, settings), regionClients)
                .complete()
                .lists()
                .forEach((at, lists) -> lists.forEach(list -> all.add(new Placed(at, list))));
        List<Placed> chosen = all.stream()
                .filter(found -> choice.family().isEmpty()
                        || choice.family().get() == found.list().family())
                .filter(found -> choice.list().isEmpty()
                        || choice.list().get().equals(found.list().id()))
                .toList();
        if (chosen.isEmpty()) {
            throw new TargetException(target + " has no such prefix list; it has "
                    + (all.isEmpty() ? "none yet: run originwall sync" : names(all)));
        }
        if (choice.version().isPresent() && chosen.size() > 1) {
            throw new TargetException(
                    "a version is one of a single list, and this means " + names(chosen) + "; name one with --list");
        }
        List<Placed> going = goingBack(chosen);
        chosen.stream()
                .filter(found -> !going.contains(found))
                .forEach(first -> notes.add(first + " is at version 1, its first: it stays as it is"));
        for (Placed found : going) {
            parts.add(part(found, choice.version().orElse(found.list().version() - 1)));
        }
    }

    /** A list in its first version does not keep the others from it; where there are no others, it is to be refused itself. */
    static List<Placed> goingBack(List<Placed> chosen) {
        List<Placed> later =
                chosen.stream().filter(found -> found.list().version() > 1).toList();
        return later.isEmpty() ? chosen : later;
    }

    private static String names(List<Placed> lists) {
        return lists.stream().map(Placed::toString).collect(Collectors.joining(", "));
    }

    private static Part part(Placed found, long version) throws TargetException {
        ManagedList list = found.list();
        if (!list.made()) {
            throw new TargetException(
                    found + " was not made by Originwall; put it back in the VPC console, or tag it originwall");
        }
        long oldest = Math.max(1, list.version() - KEPT);
        if (version < oldest || version >= list.version()) {
            throw new TargetException(found + " is at version " + list.version()
                    + (list.version() <= 1
                            ? ", its first: there is none to go back to"
                            : "; it can go back to one of " + oldest + "–" + (list.version() - 1)));
        }
        return new Part(
                found.at(),
                list,
                version,
                found.at().lists().entries(list, version).keySet());
    }

    @Override
    public List<Step> steps() {
        return parts.stream().map(Part::step).toList();
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void apply() throws TargetException {
        List<String> failures = new ArrayList<>();
        for (Part part : parts) {
            if (!part.step().changes().isEmpty()) {
                try {
                    new ListWriter(part.at().lists(), OwnershipTag.of(target))
                            .restore(part.list(), part.version(), part.entries());
                } catch (TargetException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }
        if (!failures.isEmpty()) {
            String others = failures.size() < parts.size() ? "; the other lists went back" : "";
            throw new TargetException(GroupNames.sentences(failures) + others);
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
