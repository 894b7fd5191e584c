package io.originwall.ec2;

import io.originwall.api.BootFile;
import io.originwall.api.DriftWatch;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.ec2.aws.Clients;
import io.originwall.ec2.aws.Place;
import io.originwall.ec2.aws.SecurityGroups;
import io.originwall.ec2.rules.Blocks;
import io.originwall.ec2.rules.Group;
import io.originwall.ec2.rules.GroupPlan;
import io.originwall.ec2.rules.Held;
import io.originwall.ec2.rules.IngressRule;
import io.originwall.ec2.rules.Mark;
import io.originwall.ec2.rules.Wanted;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Security groups: a rule for each block and port range, marked by its description. A group only ever lets in, so it denies by itself what
 * no rule names.
 */
final class SecurityGroupTarget implements Target {
    /** AWS lets no interface have more than a thousand rules of a family in force, whatever the quotas. */
    private static final int MOST_RULES = 2 * 1000;

    private final String name;
    private final boolean exclusive;
    private final Quotas quotas;
    private final Reader reader;
    private final Runnable close;

    /** Whose rules serve as ours depends on what was wanted last. */
    private Guard lastWanted = Guard.none();

    SecurityGroupTarget(String name, Ec2Settings settings, Function<Place, SecurityGroups> doors, Runnable close) {
        this.name = name;
        this.exclusive = settings.exclusive();
        this.quotas = new Quotas(settings.maxRules());
        this.reader = new Reader(Reader.places(settings).stream().map(doors).toList(), settings);
        this.close = close;
    }

    static SecurityGroupTarget of(String name, Ec2Settings settings) {
        Clients clients = new Clients(settings.endpoint());
        return new SecurityGroupTarget(
                name, settings, place -> new SecurityGroups(place, () -> clients.ec2(place)), clients::close);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        Refusal.check(wanted);
        refuseTooMany(wanted);
        Reading reading = reader.read();
        lastWanted = wanted;
        Wanted rules = wanted(wanted);
        // A group that is gone holds nothing of ours any more.
        List<String> problems = wanted.isNone() ? reading.unread() : reading.problems();
        return plan(reading, problems, group -> rules);
    }

    private Wanted wanted(Guard guard) {
        return Wanted.of(guard, Mark.of(name), exclusive);
    }

    private static void refuseTooMany(Guard wanted) throws TargetException {
        long rules = (long) wanted.ports().size() * wanted.allow().ranges().size();
        if (rules > MOST_RULES) {
            throw new TargetException("the allow list has "
                    + wanted.allow().ranges().size() + " ranges after merging, on "
                    + wanted.ports().size() + " port ranges that makes " + rules + " rules, and no security group takes"
                    + " more than 1000 of a family; guard adjacent ports, or set via: prefix-list");
        }
    }

    private GroupsPlan plan(Reading reading, List<String> problems, Function<Group, Wanted> wanted)
            throws TargetException {
        List<GroupsPlan.Part> parts = reading.found().stream()
                .map(found -> new GroupsPlan.Part(
                        GroupPlan.of(found.group(), wanted.apply(found.group()), Blocks.withoutLists()), found.at()))
                .toList();
        return GroupsPlan.of(parts, problems, quotas);
    }

    @Override
    public Enforced enforced() throws TargetException {
        Wanted wanted = wanted(lastWanted);
        Held held = Held.common(reader.read().complete().groups().stream()
                .map(group -> GroupPlan.held(group, wanted, Blocks.withoutLists()))
                .toList());
        return new Enforced(held.guard(), Optional.empty());
    }

    @Override
    public Snapshot snapshot() throws TargetException {
        Map<String, Wanted> before = new HashMap<>();
        reader.read().complete().groups().forEach(group -> before.put(group.id(), Wanted.exactly(ofInterest(group))));
        return () -> {
            Reading now = reader.read();
            // A group that came later held nothing of ours then.
            return plan(now, now.problems(), group -> before.getOrDefault(group.id(), Wanted.exactly(List.of())));
        };
    }

    /** What a sync may remove, and so what has to be remembered to put it back. */
    private List<IngressRule> ofInterest(Group group) {
        return exclusive ? group.ingress() : group.ours();
    }

    @Override
    public List<BootFile> bootFiles(Guard wanted) throws TargetException {
        Refusal.check(wanted);
        refuseTooMany(wanted);
        return List.of();
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        return List.of();
    }

    @Override
    public Verdict check(Address from, Port to) throws TargetException {
        return Check.of(reader.read().complete().groups(), Blocks.withoutLists(), from, to);
    }

    @Override
    public Optional<DriftWatch> watch(Runnable drifted) {
        return Optional.empty();
    }

    @Override
    public void close() {
        close.run();
    }
}
