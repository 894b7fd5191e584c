package io.originwall.aws.ec2.rules;

/** The description by which a rule is known as ours. AWS takes 255 characters of a small set, to which a target's name keeps. */
public final class OwnershipTag {
    private static final String WORD = "originwall";

    private OwnershipTag() {}

    /** The description of the rules of this target; the name is for people, so a target that is renamed still knows its rules. */
    public static String of(String target) {
        return WORD + " " + target;
    }

    public static boolean isOn(String description) {
        return description.equals(WORD) || description.startsWith(WORD + " ");
    }
}
