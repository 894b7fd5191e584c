package io.originwall.aws.ec2;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Targets of type {@code ec2-security-group}. Nothing here touches a class of the AWS SDK before a target is asked its first question, so a
 * config without such a target pays nothing for it.
 */
public final class Ec2Provider implements TargetProvider<Ec2Settings> {
    public static final String TYPE = "ec2-security-group";

    private final GroupClaims taken = new GroupClaims();
    private final Waits waits;

    public Ec2Provider() {
        this(Waits.DEFAULT);
    }

    Ec2Provider(Waits waits) {
        this.waits = waits;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Ec2Settings defaults() {
        return Ec2Settings.defaults();
    }

    @Override
    public Optional<String> unsupportedReason(Mode mode, DenyWith denyWith) {
        return Unsupported.of(mode, denyWith);
    }

    @Override
    public Optional<String> unsupportedReason(Ec2Settings settings) {
        return settings.groups().isEmpty() && settings.tags().isEmpty() && settings.via() == Via.RULES
                ? Optional.of("no security group is named; set groups: [sg-…] or tags: {…}")
                : Optional.empty();
    }

    /** Groups by id are the same wherever they are looked for; all else is in a region of an account. */
    @Override
    public List<String> exclusiveResources(String name, Ec2Settings settings) {
        List<String> places = new ArrayList<>();
        settings.groups().stream()
                .filter(Ec2Settings::isGroupId)
                .forEach(group -> places.add("security group " + group));
        for (AccountRegion place : GroupLocator.places(settings)) {
            String where =
                    " in " + place + settings.endpoint().map(at -> " at " + at).orElse("");
            settings.groups().stream()
                    .filter(group -> !Ec2Settings.isGroupId(group))
                    .forEach(group -> places.add("security group \"" + group + "\"" + where));
            if (!settings.tags().isEmpty()) {
                places.add("every security group with the tags " + new TreeMap<>(settings.tags()) + where);
            }
            if (settings.via() == Via.PREFIX_LIST) {
                ListNames.of(name, settings).all().forEach(list -> places.add("prefix list " + list + where));
            }
        }
        return List.copyOf(places);
    }

    @Override
    public Target create(String name, Ec2Settings settings) throws TargetException {
        Optional<String> why = unsupportedReason(settings);
        if (why.isPresent()) {
            throw new TargetException(name + ": " + why.get());
        }
        return SecurityGroupTarget.of(name, settings, taken, waits);
    }
}
