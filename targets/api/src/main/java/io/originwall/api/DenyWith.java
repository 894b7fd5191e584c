package io.originwall.api;

/** How a denied packet is answered. */
public enum DenyWith {
    /** Not at all: the sender runs into its own time limit. */
    DROP,
    /** TCP with a reset, anything else with port-unreachable. */
    REJECT
}
