package io.originwall.ec2.aws;

import java.util.Optional;

/**
 * A region of an account, as the config names it.
 *
 * @param region empty where the environment, the profile or the instance tells
 * @param role the ARN of the role to assume; empty for the account that the credentials belong to
 * @param externalId what the role's trust policy asks for
 */
public record Place(Optional<String> region, Optional<String> role, Optional<String> externalId) {
    /** The place in messages; the external id stays out of them. */
    @Override
    public String toString() {
        return region.orElse("the default region")
                + role.map(arn -> " as " + arn).orElse("");
    }
}
