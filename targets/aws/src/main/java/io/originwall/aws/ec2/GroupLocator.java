package io.originwall.aws.ec2;

import io.originwall.api.Parallel;
import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.AwsException;
import io.originwall.aws.client.GroupSelection;
import io.originwall.aws.ec2.rules.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for the groups of the config in every region of every account. A place that cannot be read does not keep the others from it. */
final class GroupLocator {
    private final List<RegionClients> places;
    private final GroupSelection selection;

    GroupLocator(List<RegionClients> places, Ec2Settings settings) {
        this.places = places;
        this.selection = selection(settings);
    }

    private static GroupSelection selection(Ec2Settings settings) {
        Map<Boolean, List<String>> groups =
                settings.groups().stream().collect(Collectors.partitioningBy(Ec2Settings::isGroupId));
        return new GroupSelection(
                groups.getOrDefault(true, List.of()), groups.getOrDefault(false, List.of()), settings.tags());
    }

    /** Every region in every account. */
    static List<AccountRegion> places(Ec2Settings settings) {
        List<Account> accounts = settings.accounts().isEmpty()
                ? List.of(new Account(settings.assumeRole(), Optional.empty()))
                : settings.accounts();
        List<Optional<String>> regions = settings.regions().isEmpty()
                ? List.of(settings.region())
                : settings.regions().stream().map(Optional::of).toList();
        return accounts.stream()
                .flatMap(account -> regions.stream()
                        .map(region -> new AccountRegion(region, account.assumeRole(), account.externalId())))
                .toList();
    }

    /** Does the config name no groups at all? */
    boolean isOfNone() {
        return selection.isEmpty();
    }

    boolean isByTags() {
        return !selection.tags().isEmpty();
    }

    LocatedGroups read() {
        if (isOfNone()) {
            return new LocatedGroups(List.of(), List.of(), List.of());
        }
        Map<String, LocatedGroup> found = new TreeMap<>();
        List<String> unread = new ArrayList<>();
        for (Part part : Parallel.each(places, this::read)) {
            part.groups().forEach(group -> found.putIfAbsent(group.id(), new LocatedGroup(group, part.at())));
            part.problem().ifPresent(unread::add);
        }
        List<LocatedGroup> groups = List.copyOf(found.values());
        // What was not found may be where nobody could look.
        return new LocatedGroups(groups, unread, unread.isEmpty() ? missing(groups) : List.of());
    }

    private Part read(RegionClients at) {
        try {
            return new Part(at, at.groups().read(selection), Optional.empty());
        } catch (AwsException e) {
            return new Part(at, List.of(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private List<String> missing(List<LocatedGroup> found) {
        Stream<String> named = Stream.concat(
                selection.ids().stream()
                        .filter(id -> none(found, group -> group.id().equals(id))),
                selection.names().stream()
                        .filter(name -> none(found, group -> group.name().equals(name)))
                        .map(name -> "\"" + name + "\""));
        String where = places.stream().map(at -> at.place().toString()).collect(Collectors.joining(", "));
        List<String> missing = new ArrayList<>(named.map(group -> "there is no security group " + group + " in " + where
                        + "; is it the right id or name, account and region?")
                .toList());
        if (!selection.tags().isEmpty() && found.isEmpty()) {
            missing.add("no security group in " + where + " carries the tags " + selection.tags()
                    + "; tag one, or correct tags: in the config");
        }
        return missing;
    }

    private static boolean none(List<LocatedGroup> found, Predicate<Group> wanted) {
        return found.stream().map(LocatedGroup::group).noneMatch(wanted);
    }

    /** What one place brought. */
    private record Part(RegionClients at, List<Group> groups, Optional<String> problem) {}
}
