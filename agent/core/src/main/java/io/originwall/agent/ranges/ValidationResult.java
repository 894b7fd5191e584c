package io.originwall.agent.ranges;

import java.util.List;

/** What {@link RangesValidator} says about a list. */
sealed interface ValidationResult {
    record Trusted() implements ValidationResult {}

    /**
     * Not to be used.
     *
     * @param reasons every one there is, at least one
     */
    record Refused(List<Reason> reasons) implements ValidationResult {
        /** The first of them: the gravest. */
        Rejection rejection() {
            return reasons.get(0).rule.rejection;
        }

        boolean operatorMayAccept() {
            return reasons.stream().allMatch(reason -> reason.rule.budget);
        }

        String text() {
            return String.join("; ", reasons.stream().map(Reason::text).toList());
        }
    }

    /**
     * One rule, broken.
     *
     * @param text one line that names the blocks or the figures
     */
    record Reason(Rule rule, String text) {}

    /** A rule that a list can break. */
    enum Rule {
        EMPTY(Rejection.EMPTY, false),
        TOO_BROAD(Rejection.TOO_BROAD, false),
        SPECIAL_PURPOSE(Rejection.SPECIAL_PURPOSE, false),
        TOO_LARGE(Rejection.TOO_LARGE, false),
        FAMILY_GONE(Rejection.FAMILY_GONE, true),
        SHRINKS(Rejection.SHRINKS, true),
        GROWS(Rejection.GROWS, true);

        private final Rejection rejection;
        private final boolean budget;

        Rule(Rejection rejection, boolean budget) {
            this.rejection = rejection;
            this.budget = budget;
        }
    }
}
