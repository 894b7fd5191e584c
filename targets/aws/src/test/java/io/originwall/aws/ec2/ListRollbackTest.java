package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.Waits;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListRollbackTest {
    private static ListRollback.Placed at(long version) {
        try (Ec2Clients clients = new Ec2Clients(Optional.empty(), Waits.DEFAULT)) {
            AccountRegion place = new AccountRegion(Optional.of("eu-west-1"), Optional.empty(), Optional.empty());
            return new ListRollback.Placed(
                    RegionClients.of(place, clients),
                    new ManagedList(
                            "pl-" + version, "web", Family.IPV4, 10, version, true, Optional.empty(), Map.of()));
        }
    }

    @Test
    void aListInItsFirstVersionDoesNotKeepTheOthersFromGoingBack() {
        ListRollback.Placed first = at(1);
        ListRollback.Placed second = at(2);

        assertThat(ListRollback.goingBack(List.of(first, second))).containsExactly(second);
    }

    @Test
    void whereNoneCanGoBackAllAreToBeRefused() {
        ListRollback.Placed first = at(1);

        assertThat(ListRollback.goingBack(List.of(first))).containsExactly(first);
    }
}
