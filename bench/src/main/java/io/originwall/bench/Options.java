package io.originwall.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./dev bench [SECTION…] [--minutes N] [--swaps N] [--java HOME]…}.
 *
 * @param sections what to measure, in the order of the page
 * @param minutes how long the idle span and the soak take, where that was said
 * @param swaps how often the list of iptables changes under a flood
 * @param javas the homes of the JDKs that the footprint is measured on, the one in use first
 */
record Options(List<Section> sections, Optional<Integer> minutes, int swaps, List<Path> javas) {
    private static final int USUAL_SWAPS = 1_000;
    private static final String MORE_JAVAS = "ORIGINWALL_BENCH_JAVA";

    /** @throws IllegalArgumentException for a person */
    static Options of(List<String> words, Map<String, String> environment) {
        Set<Section> sections = new LinkedHashSet<>();
        Set<Path> javas = new LinkedHashSet<>(List.of(Path.of(System.getProperty("java.home"))));
        Optional.ofNullable(environment.get(MORE_JAVAS)).map(Options::java).ifPresent(javas::add);
        Optional<Integer> minutes = Optional.empty();
        int swaps = USUAL_SWAPS;
        Deque<String> left = new ArrayDeque<>(words);
        while (!left.isEmpty()) {
            String word = left.remove();
            switch (word) {
                case "--minutes" -> minutes = Optional.of(number(word, value(word, left)));
                case "--swaps" -> swaps = number(word, value(word, left));
                case "--java" -> javas.add(java(value(word, left)));
                default -> sections.add(section(word));
            }
        }
        List<Section> chosen = sections.isEmpty()
                ? Section.usual()
                : Stream.of(Section.values()).filter(sections::contains).toList();
        return new Options(chosen, minutes, swaps, List.copyOf(javas));
    }

    Duration minutes(int usually) {
        return Duration.ofMinutes(minutes.orElse(usually));
    }

    private static String value(String option, Deque<String> left) {
        return Optional.ofNullable(left.poll())
                .orElseThrow(() -> new IllegalArgumentException(option + " needs a value"));
    }

    private static int number(String option, String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException(option + " " + text + ": a whole number from 1 to 9999");
        }
        return Integer.parseInt(text);
    }

    private static Path java(String home) {
        if (!Files.isExecutable(Path.of(home, "bin", "java"))) {
            throw new IllegalArgumentException(home + " is no Java home: there is no bin/java");
        }
        return Path.of(home).toAbsolutePath();
    }

    private static Section section(String word) {
        return Stream.of(Section.values())
                .filter(section -> section.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word + ": there is "
                        + Stream.of(Section.values()).map(Section::word).collect(Collectors.joining(", "))
                        + ", --minutes N, --swaps N and --java HOME"));
    }
}
