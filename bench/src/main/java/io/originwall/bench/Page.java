package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of results: a head, and a section for each benchmark that was ever measured, also by something else than {@link Bench}.
 *
 * @param sections from title to text
 */
record Page(Map<String, String> sections) {
    private static final String HEADING = "## ";

    static Page read(Path file) throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            if (line.startsWith(HEADING)) {
                current = new ArrayList<>();
                sections.put(line.substring(HEADING.length()), current);
            } else {
                current.add(line);
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        sections.forEach((title, lines) -> texts.put(title, String.join("\n", lines)));
        return new Page(texts);
    }

    /** In its place; a section that is new comes before those that {@link Section} names after it. */
    Page with(Section measured, String text) {
        Map<String, String> changed = new LinkedHashMap<>();
        Set<String> later = Stream.of(Section.values())
                .filter(section -> section.compareTo(measured) > 0)
                .map(Section::title)
                .collect(Collectors.toSet());
        sections.forEach((title, body) -> {
            if (later.contains(title) && !sections.containsKey(measured.title())) {
                changed.putIfAbsent(measured.title(), text);
            }
            changed.put(title, body);
        });
        changed.put(measured.title(), text);
        return new Page(changed);
    }

    void write(Path file, String head) throws IOException {
        StringBuilder text = new StringBuilder("# Benchmarks\n\n").append(head).append('\n');
        sections.forEach((title, body) -> text.append('\n')
                .append(HEADING)
                .append(title)
                .append("\n\n")
                .append(body.strip())
                .append('\n'));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
