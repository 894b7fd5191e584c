package io.originwall.aws.ec2;

import io.originwall.api.Auditable;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Parallel;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.Waits;
import io.originwall.aws.ec2.audit.Audit;
import io.originwall.aws.ec2.prefixlist.ListEdit;
import io.originwall.aws.ec2.rules.EffectiveAccess;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.GroupPlan;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.OwnershipTag;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.aws.ec2.rules.WantedRules;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Security groups: a rule for each block and port range, marked by its description. A group only ever lets in, so it denies by itself what
 * no rule names.
 */
final class SecurityGroupTarget implements Target, Auditable, Probeable, Restorable {
    /** AWS lets no interface have more than a thousand rules of a family in force, whatever the quotas. */
    private static final int MAX_RULES = 2 * 1000;

    private final String name;
    private final boolean exclusive;
    private final Optional<ListNames> lists;
    private final int maxRules;
    private final List<RegionClients> regionClients;
    private final GroupLocator reader;
    private final GroupClaims taken;
    private final Ec2Clients clients;

    /** Whose rules serve as ours depends on what was wanted last. */
    private Guard lastWanted = Guard.none();

    private SecurityGroupTarget(
            String name,
            Ec2Settings settings,
            List<RegionClients> regionClients,
            GroupClaims taken,
            Ec2Clients clients) {
        this.name = name;
        this.exclusive = settings.exclusive();
        this.lists = settings.via() == Via.PREFIX_LIST ? Optional.of(ListNames.of(name, settings)) : Optional.empty();
        this.maxRules = settings.maxRules();
        this.regionClients = regionClients;
        this.reader = new GroupLocator(regionClients, settings);
        this.taken = taken;
        this.clients = clients;
    }

    static SecurityGroupTarget of(String name, Ec2Settings settings, GroupClaims taken, Waits waits) {
        Ec2Clients clients = new Ec2Clients(settings.endpoint(), waits);
        List<RegionClients> regionClients = GroupLocator.places(settings).stream()
                .map(place -> RegionClients.of(place, clients))
                .toList();
        return new SecurityGroupTarget(name, settings, regionClients, taken, clients);
    }

    @Override
    public String name() {
        return name;
    }

    /** The SDK takes longer to start than to ask, and so do the credentials of a machine or a role. */
    @Override
    public void prepare() {
        Parallel.each(regionClients, regionClient -> clients.prepare(regionClient.place()));
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        Unsupported.check(wanted);
        refuseTooMany(wanted);
        LocatedGroups all = reader.read();
        Optional<PrefixListState> there = lists.map(this::listing);
        Map<String, String> others = othersOf(wanted, all, there);
        LocatedGroups reading = all.without(others);
        lastWanted = wanted;
        // A group that is gone holds nothing of ours any more.
        List<String> problems = wanted.isNone() ? reading.unread() : reading.problems();
        if (there.isPresent()) {
            WantedLists both = WantedLists.of(wanted, OwnershipTag.of(name), exclusive);
            PrefixListState mine = wanted.isNone()
                    ? there.get().but(others.keySet())
                    : there.get().without(others);
            return plan(mine, reading, problems, regionClient -> both);
        }
        WantedRules rules = wanted(wanted);
        return plan(reading, problems, group -> rules);
    }

    /** What was found and is another target's, with that one's name. */
    private Map<String, String> othersOf(Guard wanted, LocatedGroups groups, Optional<PrefixListState> lists) {
        Set<String> ids = new HashSet<>(groups.ids());
        lists.ifPresent(listing -> ids.addAll(listing.ids()));
        boolean all = groups.unread().isEmpty()
                && lists.map(listing -> listing.unread().isEmpty()).orElse(true);
        // Whose rules are to go claims nothing, and leaves alone what another target looks after by now.
        return wanted.isNone() ? taken.others(this, ids) : taken.take(this, ids, all);
    }

    private WantedRules wanted(Guard guard) {
        return WantedRules.of(guard, OwnershipTag.of(name), exclusive);
    }

    private PrefixListState listing(ListNames names) {
        return PrefixListState.read(names, regionClients);
    }

    private Plan plan(
            PrefixListState listing,
            LocatedGroups reading,
            List<String> problems,
            Function<RegionClients, WantedLists> wanted)
            throws TargetException {
        List<String> all = new ArrayList<>(problems);
        listing.unread().stream().filter(problem -> !all.contains(problem)).forEach(all::add);
        Quotas quotas = new Quotas(maxRules);
        List<RegionPlan> places = new ArrayList<>();
        listing.lists().forEach((at, there) -> {
            WantedLists here = wanted.apply(at);
            List<Group> groups = reading.at(at);
            places.add(new RegionPlan(
                    at,
                    here.edits(listing.names(), there),
                    groups,
                    here,
                    quotas,
                    new ListWeights(at, groups),
                    OwnershipTag.of(name)));
        });
        return new ListsPlan(
                PartialPlan.of(places, all), PrefixListState.guard(lastWanted.ports(), listing.addresses()));
    }

    private void refuseTooMany(Guard wanted) throws TargetException {
        if (lists.isPresent() && reader.isOfNone()) {
            refuseTooManyEntries(wanted.allow());
            return;
        }
        long rules = (long) wanted.ports().size() * wanted.allow().ranges().size();
        if (rules > MAX_RULES) {
            throw new TargetException("the allow list has "
                    + wanted.allow().ranges().size() + " ranges after merging, on "
                    + wanted.ports().size() + " port ranges that makes " + rules + " rules, and no security group takes"
                    + " more than 1000 of a family; guard fewer or adjacent ports");
        }
    }

    /** Of lists alone: how many ports refer to them is somebody else's doing. */
    private static void refuseTooManyEntries(AddressSet allow) throws TargetException {
        for (Family family : Family.values()) {
            int blocks = allow.of(family).blocks().size();
            if (blocks > ListEdit.MAX_ENTRIES) {
                throw new TargetException(
                        "the allow list has " + blocks + " " + family + " blocks after merging, and no"
                                + " prefix list takes more than " + ListEdit.MAX_ENTRIES + "; allow fewer");
            }
        }
    }

    private GroupsPlan plan(LocatedGroups reading, List<String> problems, Function<Group, WantedRules> wanted)
            throws TargetException {
        Quotas quotas = new Quotas(maxRules);
        Map<RegionClients, ListWeights> weights = new HashMap<>();
        List<GroupsPlan.Part> parts = reading.found().stream()
                .map(found -> new GroupsPlan.Part(
                        GroupPlan.of(found.group(), wanted.apply(found.group()), SourceAddresses.withoutLists()),
                        found.at(),
                        quotas,
                        weights.computeIfAbsent(found.at(), at -> new ListWeights(at, reading.at(at)))))
                .toList();
        return new GroupsPlan(PartialPlan.of(parts, problems));
    }

    @Override
    public Enforced enforced() throws TargetException {
        LocatedGroups reading = reader.read().complete();
        if (lists.isPresent()) {
            PrefixListState listing = listing(lists.get()).complete();
            WantedLists wanted = WantedLists.of(lastWanted, OwnershipTag.of(name), exclusive);
            Guard guard = reading.found().isEmpty()
                    ? PrefixListState.guard(lastWanted.ports(), listing.addresses())
                    : held(
                            reading,
                            found -> wanted.rules().apply(found.group(), listing.sources(found.at())),
                            listing.blocks());
            return new Enforced(guard, Optional.empty());
        }
        WantedRules rules = wanted(lastWanted);
        return new Enforced(held(reading, found -> rules, SourceAddresses.withoutLists()), Optional.empty());
    }

    private static Guard held(
            LocatedGroups reading, Function<LocatedGroup, WantedRules> wanted, SourceAddresses blocks) {
        return EffectiveAccess.common(reading.found().stream()
                        .map(found -> GroupPlan.held(found.group(), wanted.apply(found), blocks))
                        .toList())
                .guard();
    }

    @Override
    public Snapshot snapshot() throws TargetException {
        Map<String, List<IngressRule>> before = new HashMap<>();
        reader.read().complete().groups().forEach(group -> before.put(group.id(), ofInterest(group)));
        // A group that came later held nothing of ours then.
        Function<Group, List<IngressRule>> rules = group -> before.getOrDefault(group.id(), List.of());
        if (lists.isPresent()) {
            PrefixListState then = listing(lists.get()).complete();
            return () -> {
                LocatedGroups now = reader.read();
                return plan(
                        listing(lists.get()),
                        now,
                        now.problems(),
                        regionClient ->
                                WantedLists.asTheyAre(then.lists().getOrDefault(regionClient, List.of()), rules));
            };
        }
        return () -> {
            LocatedGroups now = reader.read();
            return plan(now, now.problems(), group -> WantedRules.exactly(rules.apply(group)));
        };
    }

    /** What a sync may remove, and so what has to be remembered to put it back. */
    private List<IngressRule> ofInterest(Group group) {
        return exclusive ? group.ingress() : group.ours();
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        LocatedGroups reading = reader.read().complete();
        List<Finding> findings = new ArrayList<>();
        for (RegionClients regionClient : regionClients) {
            List<Group> groups = reading.at(regionClient);
            if (!groups.isEmpty()) {
                findings.addAll(Audit.of(wanted, regionClient.around(groups, wanted.ports())));
            }
            // What a tag selects it may select no more; a name or an id that is gone from the config was taken out on
            // purpose.
            if (reader.isByTags()) {
                findings.addAll(Audit.leftBehind(
                        OwnershipTag.of(name),
                        reading.ids(),
                        regionClient.groups().all()));
            }
        }
        return findings;
    }

    @Override
    public Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        LocatedGroups reading = reader.read().complete();
        if (lists.isPresent() && reading.found().isEmpty()) {
            return ConnectionCheck.of(listing(lists.get()).complete(), from);
        }
        return ConnectionCheck.of(reading.groups(), reading.blocksFor(to), serving(wanted, reading), from, to);
    }

    /** Whose rules serve as ours in which group. What cannot be read of the lists serves as nothing. */
    private Function<Group, WantedRules> serving(Guard guard, LocatedGroups reading) {
        WantedRules rules = wanted(guard);
        if (lists.isEmpty()) {
            return group -> rules;
        }
        PrefixListState listing = listing(lists.get());
        WantedLists both = WantedLists.of(guard, OwnershipTag.of(name), exclusive);
        Map<String, WantedRules> byGroup = new HashMap<>();
        reading.found()
                .forEach(found -> byGroup.put(
                        found.group().id(), both.rules().apply(found.group(), listing.sources(found.at()))));
        return group -> byGroup.getOrDefault(group.id(), rules);
    }

    @Override
    public Optional<Auditable> auditable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Probeable> probeable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Restorable> restorable() {
        return Optional.of(this);
    }

    @Override
    public void release() {
        taken.release(this);
    }

    @Override
    public void close() {
        release();
        clients.close();
    }
}
