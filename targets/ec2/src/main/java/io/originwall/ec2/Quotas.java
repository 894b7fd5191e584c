package io.originwall.ec2;

import io.originwall.ec2.rules.Fit;

/** How many rules of a family a group may hold. */
final class Quotas {
    private final int configured;

    Quotas(int configured) {
        this.configured = configured;
    }

    /** The quota to hold this edit against. */
    int of(Fit fit) {
        return configured;
    }
}
