package io.originwall.aws.client;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Makes security groups, each once: a VPC has no two of a name. */
public final class GroupMaker {
    private static final String DESCRIPTION = "Lets in the CDN only. Its rules are kept by Originwall.";

    /**
     * A group to be made.
     *
     * @param region empty for the one that the settings or the surroundings tell
     * @param network the id of the network it belongs to
     * @param name unique in that network
     */
    public record NewGroup(Optional<String> region, String network, String name) {}

    /**
     * The group that is there now.
     *
     * @param made it was not there before
     */
    public record MadeGroup(String id, boolean made) {}

    private final AccountRegion place;
    private final Ec2Clients clients;

    public GroupMaker(AccountRegion place, Ec2Clients clients) {
        this.place = place;
        this.clients = clients;
    }

    /** Finds the group, or makes it with a description and the tags Name and originwall, which carry its name. */
    public MadeGroup make(NewGroup group) throws AwsException {
        Optional<String> id = call("ec2:DescribeSecurityGroups", () -> find(group));
        if (id.isPresent()) {
            return new MadeGroup(id.get(), false);
        }
        return call("ec2:CreateSecurityGroup in " + group.network(), () -> create(group));
    }

    private Optional<String> find(NewGroup group) {
        // Not by the filter group-name, which takes * and ? for wildcards.
        Filter inVpc = Filter.builder().name("vpc-id").values(group.network()).build();
        return ec2().describeSecurityGroupsPaginator(request -> request.filters(inVpc)).securityGroups().stream()
                .filter(found -> found.groupName().equals(group.name()))
                .map(SecurityGroup::groupId)
                .findFirst();
    }

    private MadeGroup create(NewGroup group) {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.SECURITY_GROUP)
                .tags(tag("Name", group.name()), tag("originwall", group.name()))
                .build();
        try {
            return new MadeGroup(
                    ec2().createSecurityGroup(request -> request.vpcId(group.network())
                                    .groupName(group.name())
                                    .description(DESCRIPTION)
                                    .tagSpecifications(tags))
                            .groupId(),
                    true);
        } catch (AwsServiceException e) {
            // Somebody else made it in this very moment.
            if (e.awsErrorDetails() == null
                    || !"InvalidGroup.Duplicate".equals(e.awsErrorDetails().errorCode())) {
                throw e;
            }
            return new MadeGroup(find(group).orElseThrow(() -> e), false);
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private Ec2Client ec2() {
        return clients.ec2(place);
    }

    /** Something that may fail as a call of AWS does. */
    private interface Step<T> {
        T take();
    }

    private <T> T call(String what, Step<T> step) throws AwsException {
        try {
            return step.take();
        } catch (SdkException e) {
            throw AwsErrors.of(what, place, e);
        }
    }
}
