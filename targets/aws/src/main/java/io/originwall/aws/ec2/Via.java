package io.originwall.aws.ec2;

/** How the allow list gets into a security group. */
public enum Via {
    /** One rule for each block and port range. */
    RULES,
    /** One rule for each family and port range, which refers to a customer-managed prefix list. */
    PREFIX_LIST
}
