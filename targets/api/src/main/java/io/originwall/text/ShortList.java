package io.originwall.text;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many things told by the first few of them, and how many more there are. */
public final class ShortList {
    private static final int NAMED = 3;

    private ShortList() {}

    /** In one line: the first three by name, the others by number. */
    public static String of(Collection<?> things) {
        String first = things.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return first + rest(things.size(), NAMED).map(" "::concat).orElse("");
    }

    /** The same as a list, whose last item is the number. */
    public static List<String> of(Collection<?> things, int most) {
        return Stream.concat(things.stream().limit(most).map(Object::toString), rest(things.size(), most).stream())
                .toList();
    }

    /** How many more there are than are told, in words; empty where all are. */
    public static Optional<String> rest(int all, int told) {
        return all <= told ? Optional.empty() : Optional.of("and " + (all - told) + " more");
    }
}
