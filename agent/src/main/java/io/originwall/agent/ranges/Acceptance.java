package io.originwall.agent.ranges;

/** Who takes responsibility for a list that breaks a budget. */
public enum Acceptance {
    /** Nobody: a list beyond its growth or shrink budget is refused. */
    BY_RULES,
    /** A person looked at it ({@code sync --accept}): the budgets are off, every other rule holds. */
    BY_OPERATOR
}
