package io.originwall.aws.ec2.prefixlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.TargetException;
import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.RegionCaller;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/** The state of a list tells of its last change, whoever made it. */
class ListWriterTest {
    private static final String NO_ROOM = "sg-1 has no room for 25 entries";

    private final Aws aws = new Aws();
    private final PrefixLists lists = new PrefixLists(
            new RegionCaller(
                    new AccountRegion(Optional.of("eu-west-1"), Optional.empty(), Optional.empty()), () -> aws),
            Duration.ZERO);

    private static final State BUSY = new State("modify-in-progress", "", false);
    private static final State DONE = new State("modify-complete", "", true);

    /**
     * What AWS tells of the list at one look.
     *
     * @param arrived the change that was asked for is in force by then
     */
    private record State(String name, String message, boolean arrived) {
        static State failed(String message, boolean arrived) {
            return new State("modify-failed", message, arrived);
        }
    }

    /** One list of ten entries, whose last change failed. */
    private static final class Aws implements Ec2Client {
        private final Set<String> blocks = new TreeSet<>(Set.of("192.0.2.0/24"));
        private final Deque<State> after = new ArrayDeque<>();
        private State state = State.failed(NO_ROOM, false);
        private long version = 1;
        private Runnable change = () -> {};
        private boolean isChanging;
        private boolean isRefusing;
        private boolean isTakingBack;

        /** What is told one look after the other once a change is made; the last one stays. */
        void tells(State... states) {
            after.addAll(List.of(states));
        }

        @Override
        public DescribeManagedPrefixListsResponse describeManagedPrefixLists(
                DescribeManagedPrefixListsRequest request) {
            ManagedPrefixList list = ManagedPrefixList.builder()
                    .prefixListId("pl-1")
                    .prefixListName("web")
                    .addressFamily("IPv4")
                    .maxEntries(10)
                    .version(version)
                    .state(state.name())
                    .stateMessage(state.message())
                    .build();
            if (isChanging) {
                next();
            }
            return DescribeManagedPrefixListsResponse.builder()
                    .prefixLists(list)
                    .build();
        }

        private void next() {
            state = Optional.ofNullable(after.poll()).orElse(state);
            if (state.arrived()) {
                change.run();
                change = () -> {};
            }
        }

        @Override
        public GetManagedPrefixListEntriesResponse getManagedPrefixListEntries(
                GetManagedPrefixListEntriesRequest request) {
            return GetManagedPrefixListEntriesResponse.builder()
                    .entries(blocks.stream()
                            .map(block -> PrefixListEntry.builder()
                                    .cidr(block)
                                    .description("originwall web")
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public ModifyManagedPrefixListResponse modifyManagedPrefixList(ModifyManagedPrefixListRequest request) {
            if (isRefusing) {
                isRefusing = false;
                throw Ec2Exception.builder()
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("PrefixListVersionMismatch")
                                .errorMessage("The prefix list has the incorrect version number.")
                                .build())
                        .build();
            }
            isChanging = true;
            change = () -> {
                if (!isTakingBack) {
                    request.addEntries().forEach(entry -> blocks.add(entry.cidr()));
                }
                version++;
            };
            next();
            return ModifyManagedPrefixListResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ec2";
        }

        @Override
        public void close() {}
    }

    private void write(String... blocks) throws TargetException {
        Set<Cidr> wanted = Stream.of(blocks).map(Cidr::parse).collect(Collectors.toUnmodifiableSet());
        new ListWriter(lists, "originwall web").write(ListEdit.of(lists.read("pl-1"), "web", Family.IPV4, wanted));
    }

    @Test
    void theFailureOfAnotherChangeIsNotThatOfOneThatArrived() throws Exception {
        aws.tells(BUSY, State.failed(NO_ROOM, true));

        write("192.0.2.0/24", "198.51.100.0/24");

        assertThat(aws.blocks).containsExactly("192.0.2.0/24", "198.51.100.0/24");
    }

    @Test
    void anEarlierFailureThatIsStillToldIsNotThatOfAChangeThatHasNotBegun() throws Exception {
        aws.tells(aws.state, aws.state, BUSY, DONE);

        write("192.0.2.0/24", "198.51.100.0/24");

        assertThat(aws.blocks).contains("198.51.100.0/24");
    }

    @Test
    void anEarlierFailureDoesNotKeepAChangeFromASecondAttempt() throws Exception {
        aws.isRefusing = true;
        aws.tells(BUSY, DONE);

        write("192.0.2.0/24", "198.51.100.0/24");

        assertThat(aws.blocks).contains("198.51.100.0/24");
    }

    @Test
    void aChangeThatFailsForTheSameReasonAsTheOneBeforeHasFailed() {
        aws.tells(BUSY, aws.state);

        assertThatThrownBy(() -> write("192.0.2.0/24", "198.51.100.0/24"))
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith(
                        "prefix list pl-1 in eu-west-1 could not be changed: " + NO_ROOM + "; make room");
    }

    @Test
    void aChangeThatFailsForAnotherReasonThanTheOneBeforeHasFailed() {
        aws.tells(State.failed("sg-2 has no room", false));

        assertThatThrownBy(() -> write("192.0.2.0/24", "198.51.100.0/24"))
                .hasMessageStartingWith(
                        "prefix list pl-1 in eu-west-1 could not be changed: sg-2 has no room; make room");
    }

    @Test
    void aChangeOfWhichNothingIsThereAfterwardsHasFailed() {
        aws.tells(BUSY, State.failed(NO_ROOM, true));
        aws.isTakingBack = true;

        assertThatThrownBy(() -> write("192.0.2.0/24", "198.51.100.0/24"))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("pl-1")
                .hasMessageContaining("does not hold what it should");
    }
}
