package io.originwall.agent.ranges;

import java.util.Locale;
import java.util.Optional;

/**
 * Who takes responsibility for a list that breaks a budget: nobody, or a person who looked at one list. For that one the budgets are off;
 * every other rule holds, and no other list is taken.
 *
 * @param digest the beginning of the {@link PublishedRanges#digest()} of the list that was looked at
 */
public record Acceptance(Optional<String> digest) {
    /** Fewer digits would not name one list. */
    private static final int SHORTEST = 8;

    /** A list beyond its budgets is refused. */
    public static final Acceptance BY_RULES = new Acceptance(Optional.empty());

    /**
     * By a person.
     *
     * @throws IllegalArgumentException if this is no digest, or too little of one; the message says what to write
     */
    public static Acceptance of(String digest) {
        String text = digest.toLowerCase(Locale.ROOT);
        if (!text.matches("[0-9a-f]{" + SHORTEST + ",64}")) {
            throw new IllegalArgumentException("not the digest of a list: write " + SHORTEST
                    + " or more of the hexadecimal digits that" + " \"originwall ranges --refused\" prints");
        }
        return new Acceptance(Optional.of(text));
    }

    boolean isByRules() {
        return digest.isEmpty();
    }

    /** The list that was looked at is another than this one. */
    boolean isOfAnother(PublishedRanges list) {
        return digest.filter(start -> !list.digest().startsWith(start)).isPresent();
    }
}
