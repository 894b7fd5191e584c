package io.originwall.testing;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Pseudo-random inputs for a property that must hold for all of them. Each try has its own seed, counted from 0: every run sees the same
 * inputs, and a failure names the seed to debug. Values at the ends of their range come more often than by chance, because faults live
 * there. Not thread-safe.
 */
public final class Generator {
    private static final int TRIES = 1_000;

    /** One in this many numbers and texts is an extreme one. */
    private static final int EXTREME = 10;

    private static final List<Long> EXTREME_WORDS =
            List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFF_0000L, 0xFFFF_FFFFL, 0x1_0000_0000L);

    private static final String EXTREME_CHARACTERS =
            "\u0000\t\n\r\u001b \"'\\/:%,;{}[]\u007f\u0085\u009b\u2028\u202e\ufeff\ufffd\uffff\ud800\udbff\udc00\udfff";

    /** What must hold for every input. */
    @FunctionalInterface
    public interface Property {
        void holdsFor(Generator any) throws Exception;
    }

    private final Random random;

    private Generator(long seed) {
        random = new Random(seed);
    }

    /** Fails with the seed of the first of 1,000 tries for which the property does not hold. */
    public static void forAll(Property property) {
        forAll(TRIES, property);
    }

    /** Fails with the seed of the first of so many tries for which the property does not hold. */
    public static void forAll(int tries, Property property) {
        for (int seed = 0; seed < tries; seed++) {
            try {
                property.holdsFor(new Generator(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with seed " + seed + ": " + e, e);
            }
        }
    }

    /** The source of all of it, for what takes a random generator itself. */
    public Random random() {
        return random;
    }

    public boolean flag() {
        return random.nextBoolean();
    }

    /** A number from {@code min} to {@code max}, both included. */
    public int between(int min, int max) {
        if (random.nextInt(EXTREME) == 0) {
            return flag() ? min : max;
        }
        return min + random.nextInt(max - min + 1);
    }

    /** Any 64 bits. */
    public long word() {
        return random.nextInt(3) == 0 ? oneOf(EXTREME_WORDS) : random.nextLong();
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** From {@code min} to {@code max} values, both included. */
    public <T> List<T> list(int min, int max, Supplier<T> value) {
        return Stream.generate(value).limit(between(min, max)).toList();
    }

    /** Up to {@code max} bytes of any value. */
    public byte[] bytes(int max) {
        byte[] bytes = new byte[between(0, max)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to 200 UTF-16 units of any value: control characters, line ends and lone surrogates too. */
    public String text() {
        return text(200, () -> switch (random.nextInt(EXTREME)) {
            case 0, 1 -> EXTREME_CHARACTERS.charAt(random.nextInt(EXTREME_CHARACTERS.length()));
            case 2, 3 -> (char) random.nextInt(Character.MAX_VALUE + 1);
            default -> (char) between(' ', '~');
        });
    }

    /** Up to {@code max} of these characters. */
    public String text(String characters, int max) {
        return text(max, () -> characters.charAt(random.nextInt(characters.length())));
    }

    private String text(int max, Supplier<Character> character) {
        StringBuilder text = new StringBuilder();
        list(0, max, character).forEach(text::append);
        return text.toString();
    }
}
