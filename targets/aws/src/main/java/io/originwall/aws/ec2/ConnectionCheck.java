package io.originwall.aws.ec2;

import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.aws.ec2.rules.WantedRules;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.Port;
import io.originwall.text.ShortList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Judges what the rules of groups, everybody's, do with an address. Each group stands for itself: denied in one is denied. */
final class ConnectionCheck {
    private final SourceAddresses blocks;
    private final Function<Group, WantedRules> wanted;
    private final Address from;
    private final Port to;

    private ConnectionCheck(SourceAddresses blocks, Function<Group, WantedRules> wanted, Address from, Port to) {
        this.blocks = blocks;
        this.wanted = wanted;
        this.from = from;
        this.to = to;
    }

    /**
     * Of groups.
     *
     * @param wanted what each group should hold, by which rules of somebody else's serve as ours
     */
    static Verdict of(
            List<Group> groups, SourceAddresses blocks, Function<Group, WantedRules> wanted, Address from, Port to) {
        ConnectionCheck check = new ConnectionCheck(blocks, wanted, from, to);
        List<String> denying = new ArrayList<>();
        List<String> opening = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Group group : groups) {
            Optional<IngressRule> rule = check.open(group);
            if (rule.isPresent()) {
                opening.add(check.answer(rule.get()) + " (" + group.id() + ")");
                outcomes.add(check.isGuarded(group) ? Outcome.ALLOWED : Outcome.NOT_GUARDED);
            } else {
                denying.add(group.id());
            }
        }
        if (denying.isEmpty() && !opening.isEmpty()) {
            boolean allGuarded = outcomes.stream().allMatch(Outcome.ALLOWED::equals);
            return new Verdict(allGuarded ? Outcome.ALLOWED : Outcome.NOT_GUARDED, ShortList.of(opening));
        }
        String elsewhere = opening.isEmpty() ? "" : "; let in by " + ShortList.of(opening);
        return new Verdict(Outcome.DENIED, "no rule lets it in: " + ShortList.of(denying) + elsewhere);
    }

    /** The rule that lets it in; ours first, for that is the better answer. */
    private Optional<IngressRule> open(Group group) {
        return group.ours().stream()
                .filter(this::opens)
                .findFirst()
                .or(() -> group.others().stream().filter(this::opens).findFirst());
    }

    private boolean opens(IngressRule rule) {
        return rule.rule().covers(to) && blocks.of(rule.rule().source()).contains(from);
    }

    /** The rule, and for a prefix list the entry of it too. */
    private String answer(IngressRule rule) {
        boolean isList = rule.rule().source() instanceof Source.PrefixList;
        Optional<AddressRange> entry = blocks.of(rule.rule().source()).ranges().stream()
                .filter(range -> range.contains(from))
                .findFirst();
        return isList && entry.isPresent() ? entry.get() + " of " + rule : rule.toString();
    }

    private boolean isGuarded(Group group) {
        WantedRules here = wanted.apply(group);
        return group.ingress().stream()
                .filter(rule -> rule.rule().covers(to))
                .anyMatch(rule -> rule.isOurs() || here.adopts(rule));
    }

    /** Of lists without groups: all that can be told is whether they hold the address, in each place. */
    static Verdict of(PrefixListState lists, Address from) {
        List<String> holding = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        lists.lists().forEach((at, here) -> {
            Optional<String> entry = here.stream()
                    .flatMap(list -> list.addresses().ranges().stream()
                            .filter(range -> range.contains(from))
                            .map(range -> range + " of " + list))
                    .findFirst();
            entry.ifPresentOrElse(holding::add, () -> lacking.add(at.place().toString()));
        });
        boolean held = lacking.isEmpty() && !holding.isEmpty();
        String what = held ? ShortList.of(holding) : "no prefix list holds it in " + ShortList.of(lacking);
        return new Verdict(
                held ? Outcome.ALLOWED : Outcome.DENIED,
                what + "; only the lists are kept, what refers to them decides");
    }
}
