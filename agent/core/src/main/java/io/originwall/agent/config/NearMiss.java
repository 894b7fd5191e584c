package io.originwall.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Guesses what the user meant. */
final class NearMiss {
    private static final int LONGEST = 64;

    private NearMiss() {}

    /** {@code ; did you mean "ports"?}, or nothing. */
    static String question(String given, Collection<String> known) {
        return of(given, known)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElse("");
    }

    /** The same for a key that may also have been put in the wrong place: {@code below} has the path of each key further down. */
    static String question(String given, Collection<String> known, Map<String, String> below) {
        Optional<String> misplaced = Optional.ofNullable(below.get(given));
        return misplaced.map(path -> "; did you mean " + path + "?").orElseGet(() -> question(given, known));
    }

    static Optional<String> of(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        String bare = bare(given);
        Optional<String> begun = known.stream()
                .filter(word -> bare.length() >= 3 && bare(word).startsWith(bare))
                .findFirst();
        return known.stream()
                .filter(word ->
                        distance(bare, bare(word)) <= Math.max(1, bare(word).length() / 5))
                .min(Comparator.comparingInt(word -> distance(bare, bare(word))))
                .or(() -> begun);
    }

    /** {@code denyWith}, {@code deny_with} and {@code DENY-WITH} are the same slip. */
    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    }

    /** The optimal string alignment distance: how many characters to add, drop, change, or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
