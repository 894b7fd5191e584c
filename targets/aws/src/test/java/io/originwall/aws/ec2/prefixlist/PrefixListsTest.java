package io.originwall.aws.ec2.prefixlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.RegionCaller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListState;

class PrefixListsTest {
    /** Has one list in each state that there is, called by it. */
    private static final class OneInEachState implements Ec2Client {
        @Override
        public DescribeManagedPrefixListsResponse describeManagedPrefixLists(
                DescribeManagedPrefixListsRequest request) {
            return DescribeManagedPrefixListsResponse.builder()
                    .prefixLists(PrefixListState.knownValues().stream()
                            .map(state -> ManagedPrefixList.builder()
                                    .prefixListId("pl-" + state)
                                    .prefixListName("web")
                                    .state(state)
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public GetManagedPrefixListEntriesResponse getManagedPrefixListEntries(
                GetManagedPrefixListEntriesRequest request) {
            return GetManagedPrefixListEntriesResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ec2";
        }

        @Override
        public void close() {}
    }

    @Test
    void onlyAListThatIsBeingDeletedIsNotThereAnyMore() throws Exception {
        AccountRegion place = new AccountRegion(Optional.of("eu-west-1"), Optional.empty(), Optional.empty());

        assertThat(new PrefixLists(new RegionCaller(place, OneInEachState::new), Duration.ZERO).read(List.of("web")))
                .extracting(ManagedList::id)
                .contains("pl-delete-failed", "pl-create-complete", "pl-modify-in-progress", "pl-restore-failed")
                .doesNotContain("pl-delete-in-progress", "pl-delete-complete")
                .hasSize(PrefixListState.knownValues().size() - 2);
    }
}
