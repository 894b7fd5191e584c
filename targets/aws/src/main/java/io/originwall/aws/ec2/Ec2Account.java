package io.originwall.aws.ec2;

import io.originwall.api.TargetException;
import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.GroupMaker;
import io.originwall.aws.client.GroupMaker.MadeGroup;
import io.originwall.aws.client.GroupMaker.NewGroup;
import io.originwall.aws.client.Waits;
import java.util.List;

/** The AWS account: makes groups, and knows what has to be allowed. */
public final class Ec2Account implements CloudAccount {
    private final Waits waits;

    public Ec2Account() {
        this(Waits.DEFAULT);
    }

    Ec2Account(Waits waits) {
        this.waits = waits;
    }

    @Override
    public MadeGroup createGroup(Ec2Settings settings, NewGroup group) throws TargetException {
        List<AccountRegion> places = GroupLocator.places(settings).stream()
                .filter(place -> group.region().isEmpty()
                        || place.region().isEmpty()
                        || place.region().equals(group.region()))
                .map(place -> group.region().isEmpty()
                        ? place
                        : new AccountRegion(group.region(), place.role(), place.externalId()))
                .distinct()
                .toList();
        if (places.size() != 1) {
            throw new TargetException(
                    places.isEmpty()
                            ? "the target has no region " + group.region().orElse("") + "; add it to regions:"
                            : "the target has several regions or accounts; name --region, or a target with one account");
        }
        try (Ec2Clients clients = new Ec2Clients(settings.endpoint(), waits)) {
            return new GroupMaker(places.get(0), clients).make(group);
        }
    }

    @Override
    public Rollback rollback(String target, Ec2Settings settings, Rollback.Choice choice) throws TargetException {
        return ListRollback.of(target, settings, choice, waits);
    }

    @Override
    public String policy(Ec2Settings settings, PolicyTask task) {
        return IamPolicy.of(settings, task).json();
    }
}
