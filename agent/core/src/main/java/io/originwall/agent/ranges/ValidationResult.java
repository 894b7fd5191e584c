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
            return reasons.get(0).rule;
        }

        boolean operatorMayAccept() {
            return reasons.stream().allMatch(reason -> reason.rule.isOfBudget());
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
    record Reason(Rejection rule, String text) {}
}
