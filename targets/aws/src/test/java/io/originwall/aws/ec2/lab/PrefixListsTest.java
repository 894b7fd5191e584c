package io.originwall.aws.ec2.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListState;

/** Customer-managed prefix lists as AWS documents them, where moto by itself is more lenient. */
class PrefixListsTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private final Ec2Client client = LAB.client();

    private String create(int size) {
        String id = client.createManagedPrefixList(request ->
                        request.prefixListName("ranges").addressFamily("IPv4").maxEntries(size))
                .prefixList()
                .prefixListId();
        assertThat(describe(id).state()).isEqualTo(PrefixListState.CREATE_IN_PROGRESS);
        return id;
    }

    private ManagedPrefixList describe(String id) {
        return client.describeManagedPrefixLists(request -> request.prefixListIds(id))
                .prefixLists()
                .get(0);
    }

    private List<String> entries(String id) {
        return client.getManagedPrefixListEntries(request -> request.prefixListId(id)).entries().stream()
                .map(PrefixListEntry::cidr)
                .toList();
    }

    private static List<AddPrefixListEntry> blocks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> AddPrefixListEntry.builder()
                        .cidr("192.0." + i + ".0/24")
                        .build())
                .toList();
    }

    private void add(String id, long version, List<AddPrefixListEntry> entries) {
        client.modifyManagedPrefixList(
                request -> request.prefixListId(id).currentVersion(version).addEntries(entries));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void aChangeNamesTheVersionThatItIsMadeOf() {
        String id = create(10);

        refused("PrefixListVersionMismatch", () -> add(id, 2, blocks(1)));
        refused(
                "MissingParameter",
                () -> client.modifyManagedPrefixList(
                        request -> request.prefixListId(id).addEntries(blocks(1))));
        add(id, 1, blocks(1));

        assertThat(describe(id).version()).isEqualTo(2);
    }

    @Test
    void thereIsNoOtherChangeInTheMiddleOfOne() {
        String id = create(10);
        add(id, 1, blocks(1));

        refused("IncorrectState", () -> add(id, 2, blocks(2)));
        add(id, 2, blocks(2));

        assertThat(describe(id).state()).isEqualTo(PrefixListState.MODIFY_IN_PROGRESS);
        assertThat(describe(id).state()).isEqualTo(PrefixListState.MODIFY_COMPLETE);
    }

    @Test
    void holdsNoMoreThanItsSize() {
        String id = create(2);

        refused("PrefixListMaxEntriesExceeded", () -> add(id, 1, blocks(3)));

        assertThat(entries(id)).isEmpty();
    }

    @Test
    void takesAHundredChangesInOneRequest() {
        String id = create(300);

        refused("InvalidParameterValue", () -> add(id, 1, blocks(101)));
        add(id, 1, blocks(100));

        assertThat(
                        client
                                .getManagedPrefixListEntriesPaginator(
                                        request -> request.prefixListId(id).maxResults(60))
                                .stream())
                .extracting(page -> page.entries().size())
                .containsExactly(60, 40);
    }

    @Test
    void takesEntriesOrASizeInOneRequest() {
        String id = create(2);

        refused(
                "InvalidParameterCombination",
                () -> client.modifyManagedPrefixList(request -> request.prefixListId(id)
                        .currentVersion(1L)
                        .maxEntries(5)
                        .addEntries(blocks(1))));
        client.modifyManagedPrefixList(request -> request.prefixListId(id).maxEntries(5));

        assertThat(describe(id).maxEntries()).isEqualTo(5);
    }

    @Test
    void keepsItsNameWhereAChangeLeavesItOut() {
        String id = create(10);

        add(id, 1, blocks(1));

        assertThat(describe(id).prefixListName()).isEqualTo("ranges");
    }

    @Test
    void goesBackToAnEarlierVersionAsANewOne() {
        String id = create(10);
        add(id, 1, blocks(1));
        describe(id);
        add(id, 2, List.of(AddPrefixListEntry.builder().cidr("198.51.100.0/24").build()));
        describe(id);

        client.restoreManagedPrefixListVersion(
                request -> request.prefixListId(id).previousVersion(2L).currentVersion(3L));

        describe(id);
        assertThat(describe(id).version()).isEqualTo(4);
        assertThat(entries(id)).containsExactly("192.0.0.0/24");
    }

    @Test
    void saysThatAnIdIsUnknown() {
        String unknown = "pl-0123456789abcdef0";

        refused("InvalidPrefixListID.NotFound", () -> describe(unknown));
        refused("InvalidPrefixListID.NotFound", () -> entries(unknown));
        refused("InvalidPrefixListID.NotFound", () -> add(unknown, 1, blocks(1)));
    }
}
