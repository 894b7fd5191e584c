package io.originwall.ec2;

import io.originwall.api.CloudAccount;
import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.util.Optional;

/**
 * Targets of type {@code ec2-security-group}. Nothing here touches a class of the AWS SDK before a target is asked its first question, so a
 * config without such a target pays nothing for it.
 */
public final class Ec2Provider implements TargetProvider<Ec2Settings> {
    static final String TYPE = "ec2-security-group";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Ec2Settings defaults() {
        return Ec2Settings.defaults();
    }

    @Override
    public Optional<String> refusal(Mode mode, DenyWith denyWith) {
        return Refusal.of(mode, denyWith);
    }

    @Override
    public Optional<CloudAccount<Ec2Settings>> account() {
        return Optional.of(new Ec2Account());
    }

    @Override
    public Target create(String name, Ec2Settings settings) throws TargetException {
        if (settings.groups().isEmpty() && settings.tags().isEmpty() && settings.via() == Via.RULES) {
            throw new TargetException(name + ": no security group is named; set groups: [sg-…] or tags: {…}");
        }
        return SecurityGroupTarget.of(name, settings);
    }
}
