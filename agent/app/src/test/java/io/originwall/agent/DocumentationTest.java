package io.originwall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.ranges.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that people read. */
class DocumentationTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]*`[^|]*) \\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern NEXT_LINE = Pattern.compile("\"\\s*\\+\\s*\"");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"));
                Stream<Path> deploy = Files.walk(PROJECT.resolve("deploy"))) {
            Stream<Path> top =
                    Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(PROJECT::resolve);
            return Stream.of(top, docs, deploy)
                    .flatMap(pages -> pages)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkWithinTheProjectLeadsSomewhere(Path page) throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        }
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void everyPageCanBeReachedFromTheReadme() throws IOException {
        String links =
                String.join("\n", pages().stream().map(DocumentationTest::read).toList());

        assertThat(pages())
                .allSatisfy(page -> assertThat(links)
                        .as("a link to %s", page)
                        .contains(page.endsWith("README.md") ? "README.md" : page.getFileName() + ")"));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theOperationsPageKnowsEveryReasonToRefuseAList() throws IOException {
        assertThat(Files.readString(PROJECT.resolve("docs/operations.md")))
                .contains(Stream.of(Rejection.values())
                        .map(reason -> "`" + reason + "`")
                        .toList());
    }

    /** Whoever looks a message up must find it by its words. */
    @Test
    void theMessagesOnTheOperationsPageAreThoseOfTheProgram() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/operations.md"));
        String section =
                page.substring(page.indexOf("### OriginwallTargetOutOfSync"), page.indexOf("### OriginwallNoRanges"));
        List<String> messages = ROW.matcher(section)
                .results()
                .flatMap(row -> QUOTED.matcher(row.group(1)).results())
                .flatMap(quoted -> Stream.of(quoted.group(1).split("…", -1)))
                .map(String::strip)
                .filter(words -> !words.isEmpty())
                .toList();

        String sources = sources();
        assertThat(messages).hasSizeGreaterThan(12);
        assertThat(messages).filteredOn(words -> !sources.contains(words)).isEmpty();
    }

    /** With literals that go over several lines made one. */
    private static String sources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module :
                List.of("agent/core", "agent/app", "targets/api", "targets/linux", "targets/windows", "targets/aws")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                files.filter(Files::isRegularFile).map(DocumentationTest::read).forEach(sources::append);
            }
        }
        return NEXT_LINE.matcher(sources).replaceAll("");
    }
}
