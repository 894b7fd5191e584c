package io.originwall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeAPage() throws IOException {
        file = Files.writeString(directory.resolve("bench.md"), """
                # Benchmarks

                old head

                ## Warm sync

                warm

                ## By hand

                a table

                ## Drift

                drift
                """);
    }

    private String with(Section measured) throws IOException {
        Page.read(file).with(measured, "new").write(file, "head");
        return Files.readString(file);
    }

    @Test
    void aSectionThatIsMeasuredAgainKeepsItsPlaceAndTheOthersWhatTheySay() throws IOException {
        assertThat(with(Section.WARM))
                .isEqualTo(
                        "# Benchmarks\n\nhead\n\n## Warm sync\n\nnew\n\n## By hand\n\na table\n\n## Drift\n\ndrift\n");
    }

    @Test
    void oneThatIsNewComesBeforeThoseThatFollowIt() throws IOException {
        assertThat(with(Section.GROWTH)).contains("## By hand\n\na table\n\n## Growth\n\nnew\n\n## Drift\n");
    }

    @Test
    void theLastOneComesLast() throws IOException {
        assertThat(with(Section.SOAK)).endsWith("## Drift\n\ndrift\n\n## Soak\n\nnew\n");
    }
}
