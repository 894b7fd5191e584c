package io.originwall.linux.iptables;

/** What the config may say about the variant of iptables. */
public enum VariantChoice {
    /** The one this host's rules live in. */
    AUTO,
    /** The one that keeps its rules in nf_tables. */
    IPTABLES_NFT,
    /** The one that keeps its rules in ip_tables, the older part of the kernel. */
    IPTABLES_LEGACY
}
