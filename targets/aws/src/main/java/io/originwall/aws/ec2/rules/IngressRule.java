package io.originwall.aws.ec2.rules;

/**
 * A rule as it is in a group.
 *
 * @param description empty where there is none
 */
public record IngressRule(Rule rule, String description) {
    public boolean isOurs() {
        return OwnershipTag.isOn(description);
    }

    /** The rule, and whose it is if it is not ours, for a person to read. */
    @Override
    public String toString() {
        if (isOurs()) {
            return rule.toString();
        }
        return rule + (description.isEmpty() ? ", somebody else's" : ", somebody else's: " + description);
    }
}
