package io.originwall.aws.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A region of an account, as the config names it.
 *
 * @param region empty where the environment, the profile or the instance tells
 * @param role the ARN of the role to assume; empty for the account that the credentials belong to
 * @param externalId what the role's trust policy asks for
 */
public record AccountRegion(Optional<String> region, Optional<String> role, Optional<String> externalId) {
    // Written out, for the JVM would put it together at the first call, which a cold start notices.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountRegion that
                && region.equals(that.region)
                && role.equals(that.role)
                && externalId.equals(that.externalId);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * region.hashCode() + role.hashCode()) + externalId.hashCode();
    }

    /** The place in messages; the external id stays out of them. */
    @Override
    public String toString() {
        return region.orElse("the default region")
                + role.map(arn -> " as " + arn).orElse("");
    }
}
