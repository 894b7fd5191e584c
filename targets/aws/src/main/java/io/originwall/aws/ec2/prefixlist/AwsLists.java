package io.originwall.aws.ec2.prefixlist;

import java.util.Map;

/**
 * What a reference to a list of AWS's own takes of a group's quota: its weight, which the API does not tell
 * (<a href="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html">AWS-managed prefix lists</a>).
 */
final class AwsLists {
    /** By the last word of its name, which is of the form com.amazonaws.REGION.WORD. */
    private static final Map<String, Integer> WEIGHTS = Map.of(
            "origin-facing", 55,
            "route53-healthchecks", 25,
            "vpc-lattice", 10,
            "s3express", 6,
            "groundstation", 5,
            "ec2-instance-connect", 2,
            "dynamodb", 1,
            "s3", 1);

    /** A list that is newer than this table weighs as much as the heaviest. */
    private static final int HEAVIEST = 55;

    private AwsLists() {}

    static int weight(String name) {
        return WEIGHTS.getOrDefault(name.substring(name.lastIndexOf('.') + 1), HEAVIEST);
    }
}
