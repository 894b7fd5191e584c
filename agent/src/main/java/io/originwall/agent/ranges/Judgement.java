package io.originwall.agent.ranges;

import java.util.List;

/** What {@link Trust} says about a list. */
sealed interface Judgement {
    record Trusted() implements Judgement {}

    /**
     * Not to be used.
     *
     * @param reasons every one there is, at least one
     */
    record Refused(List<Reason> reasons) implements Judgement {
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
        EMPTY(false),
        TOO_BROAD(false),
        SPECIAL_PURPOSE(false),
        FAMILY_GONE(true),
        SHRINKS(true),
        GROWS(true);

        private final boolean budget;

        Rule(boolean budget) {
            this.budget = budget;
        }
    }
}
