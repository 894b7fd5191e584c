package io.originwall.aws.ec2.prefixlist;

import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.AwsException;
import io.originwall.aws.client.Filters;
import io.originwall.aws.client.RegionCaller;
import io.originwall.aws.ec2.rules.RuleCount;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The customer-managed prefix lists of one place. A change of one takes AWS a moment; see {@link #progress}. Thread-safe. */
public final class PrefixLists {
    private static final String TAG = "originwall";
    /** What is as good as gone. One that could not be deleted is there still, and keeps its name. */
    private static final Set<String> GOING = Set.of("delete-in-progress", "delete-complete");

    private static final int PAGE = 100;

    private final RegionCaller caller;
    private final Duration poll;

    /**
     * Asks nothing yet.
     *
     * @param poll how long to wait between two questions whether a change is finished
     */
    public PrefixLists(RegionCaller caller, Duration poll) {
        this.caller = caller;
        this.poll = poll;
    }

    public AccountRegion place() {
        return caller.place();
    }

    /** The lists of these names, with their entries. */
    public List<ManagedList> read(List<String> names) throws AwsException {
        Filter filter = Filter.builder().name("prefix-list-name").values(names).build();
        List<ManagedPrefixList> lists = caller.call(
                "ec2:DescribeManagedPrefixLists",
                ec2 -> ec2
                        .describeManagedPrefixListsPaginator(
                                request -> request.filters(filter).maxResults(PAGE))
                        .prefixLists()
                        .stream()
                        .filter(list -> names.contains(list.prefixListName()))
                        .filter(list -> !GOING.contains(list.stateAsString()))
                        .toList());
        List<ManagedList> read = new ArrayList<>();
        for (ManagedPrefixList list : lists) {
            read.add(list(list, entries(list.prefixListId())));
        }
        return read;
    }

    /** What a reference to each of these lists takes of a group's quota; those that cannot be seen are left out. */
    public Map<String, RuleCount> weights(List<String> ids) throws AwsException {
        Map<String, RuleCount> weights = new HashMap<>();
        for (Filter filter : Filters.each("prefix-list-id", ids)) {
            caller.call(
                            "ec2:DescribeManagedPrefixLists",
                            ec2 -> ec2
                                    .describeManagedPrefixListsPaginator(
                                            request -> request.filters(filter).maxResults(PAGE))
                                    .prefixLists()
                                    .stream()
                                    .toList())
                    .forEach(list -> weights.put(list.prefixListId(), weight(list)));
        }
        return weights;
    }

    private static RuleCount weight(ManagedPrefixList list) {
        return RuleCount.of(
                family(list),
                Optional.ofNullable(list.maxEntries())
                        .orElseGet(() -> AwsLists.weight(
                                Optional.ofNullable(list.prefixListName()).orElse(""))));
    }

    private static Family family(ManagedPrefixList list) {
        return "IPv6".equals(list.addressFamily()) ? Family.IPV6 : Family.IPV4;
    }

    /** One list as it is now, with its entries. */
    Optional<ManagedList> read(String id) throws AwsException {
        Optional<ManagedPrefixList> list = describe(id);
        return list.isEmpty() ? Optional.empty() : Optional.of(list(list.get(), entries(id)));
    }

    private Optional<ManagedPrefixList> describe(String id) throws AwsException {
        return caller.call(
                "ec2:DescribeManagedPrefixLists of " + id,
                ec2 -> ec2.describeManagedPrefixLists(request -> request.prefixListIds(id)).prefixLists().stream()
                        .findFirst());
    }

    private static ManagedList list(ManagedPrefixList list, Map<Cidr, String> entries) {
        return new ManagedList(
                list.prefixListId(),
                list.prefixListName(),
                family(list),
                Optional.ofNullable(list.maxEntries()).orElse(0),
                Optional.ofNullable(list.version()).orElse(0L),
                list.tags().stream().anyMatch(tag -> tag.key().equals(TAG)),
                failure(list),
                entries);
    }

    private static Optional<String> failure(ManagedPrefixList list) {
        String state = Optional.ofNullable(list.stateAsString()).orElse("");
        return state.endsWith("-failed")
                ? Optional.of(Optional.ofNullable(list.stateMessage()).orElse(state))
                : Optional.empty();
    }

    /** The blocks of a list, ours or not, with their descriptions. */
    public Map<Cidr, String> entries(String id) throws AwsException {
        return entries(request -> request.prefixListId(id), "of " + id);
    }

    /** What a list held in an earlier version. */
    public Map<Cidr, String> entries(ManagedList list, long version) throws AwsException {
        return entries(
                request -> request.prefixListId(list.id()).targetVersion(version),
                "of version " + version + " of " + list.id());
    }

    private Map<Cidr, String> entries(Consumer<GetManagedPrefixListEntriesRequest.Builder> which, String what)
            throws AwsException {
        return caller.call("ec2:GetManagedPrefixListEntries " + what, ec2 -> {
            Map<Cidr, String> entries = new HashMap<>();
            for (PrefixListEntry entry : ec2.getManagedPrefixListEntriesPaginator(
                            request -> which.accept(request.maxResults(PAGE)))
                    .entries()) {
                block(entry.cidr())
                        .ifPresent(block -> entries.put(
                                block, Optional.ofNullable(entry.description()).orElse("")));
            }
            return entries;
        });
    }

    /** What we could not have written is not looked at. */
    private static Optional<Cidr> block(String text) {
        try {
            return Optional.of(Cidr.parse(text));
        } catch (AddressFormatException e) {
            return Optional.empty();
        }
    }

    /** How far AWS is with the last change of a list; done where there is no such list. */
    Progress progress(String id) throws AwsException {
        Optional<ManagedPrefixList> list = describe(id);
        return new Progress(
                list.map(ManagedPrefixList::stateAsString)
                        .filter(state -> state.endsWith("-in-progress"))
                        .isPresent(),
                list.flatMap(PrefixLists::failure),
                list.map(ManagedPrefixList::version).orElse(0L),
                list.map(ManagedPrefixList::maxEntries).orElse(0));
    }

    /** Waits until it is worth asking for {@link #progress} again. */
    void pause() throws InterruptedException {
        Thread.sleep(poll.toMillis());
    }

    /**
     * How far a change is.
     *
     * @param busy until then nobody can make another
     * @param failure why the last one failed, such as a group without room for more entries
     * @param version that is in force
     * @param size that is in force
     */
    record Progress(boolean busy, Optional<String> failure, long version, int size) {}

    /** A new list with our tag and these first entries; its id. */
    String create(String name, Family family, int size, List<Cidr> blocks, String description) throws AwsException {
        TagSpecification tag = TagSpecification.builder()
                .resourceType(ResourceType.PREFIX_LIST)
                .tags(Tag.builder().key(TAG).value(name).build())
                .build();
        return caller.call(
                "ec2:CreateManagedPrefixList " + name,
                ec2 -> ec2.createManagedPrefixList(request -> request.prefixListName(name)
                                .addressFamily(family.toString())
                                .maxEntries(size)
                                .entries(entries(blocks, description))
                                .tagSpecifications(tag))
                        .prefixList()
                        .prefixListId());
    }

    private static List<AddPrefixListEntry> entries(List<Cidr> blocks, String description) {
        return blocks.stream()
                .map(block -> AddPrefixListEntry.builder()
                        .cidr(block.toString())
                        .description(description)
                        .build())
                .toList();
    }

    /** A change of size is one of its own: AWS takes none of entries with it. */
    void resize(ManagedList list, int size) throws AwsException {
        caller.call(
                "ec2:ModifyManagedPrefixList on " + list.id(),
                ec2 -> ec2.modifyManagedPrefixList(request -> request.prefixListId(list.id())
                        .prefixListName(list.name())
                        .maxEntries(size)));
    }

    void change(ManagedList list, ListEdit.Step step, String description) throws AwsException {
        caller.call(
                "ec2:ModifyManagedPrefixList on " + list.id(),
                ec2 -> ec2.modifyManagedPrefixList(request -> {
                    request.prefixListId(list.id()).prefixListName(list.name()).currentVersion(list.version());
                    if (!step.add().isEmpty()) {
                        request.addEntries(entries(step.add(), description));
                    }
                    if (!step.remove().isEmpty()) {
                        request.removeEntries(step.remove().stream()
                                .map(block -> RemovePrefixListEntry.builder()
                                        .cidr(block.toString())
                                        .build())
                                .toList());
                    }
                }));
    }

    void restore(ManagedList list, long version) throws AwsException {
        caller.call(
                "ec2:RestoreManagedPrefixListVersion on " + list.id(),
                ec2 -> ec2.restoreManagedPrefixListVersion(request -> request.prefixListId(list.id())
                        .currentVersion(list.version())
                        .previousVersion(version)));
    }

    void delete(ManagedList list) throws AwsException {
        caller.call(
                "ec2:DeleteManagedPrefixList on " + list.id(),
                ec2 -> ec2.deleteManagedPrefixList(request -> request.prefixListId(list.id())));
    }
}
