package io.originwall.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.agent.journal.JournalReader.History;
import io.originwall.agent.journal.JournalReader.Query;
import io.originwall.agent.state.StateException;
import io.originwall.json.Json;
import io.originwall.json.JsonReader;
import io.originwall.state.StateLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whatever a disk made of the journal, every line is an entry, or one of the problems in one line; an entry can be written again. */
class JournalReaderFuzzTest {
    private static final int LIMIT = 3;

    @FuzzTest
    void lines(byte[] journal) throws StateException, IOException {
        List<String> lines = new String(journal, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
        JournalReader reader = new JournalReader(Optional.of(new Lines(lines)));

        History all = reader.read(new Query(Set.of(), Optional.empty(), Integer.MAX_VALUE));
        assertThat(lines).containsAll(all.lines());
        assertThat(all.more()).isFalse();
        assertThat(all.problems()).noneMatch(problem -> problem.contains("\n"));
        for (Map<String, Object> entry : all.entries().toList()) {
            assertThat(JsonReader.values(Json.text(entry))).isEqualTo(entry);
        }

        History some = reader.read(new Query(Set.of("host"), Optional.of(Instant.EPOCH), LIMIT));
        assertThat(some.lines()).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(all.lines()).containsAll(some.lines());
    }

    /** Oldest first. */
    private record Lines(List<String> all) implements StateLog {
        @Override
        public void append(List<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(Predicate<Line> visitor) {
            List<String> newestFirst = new ArrayList<>(all);
            Collections.reverse(newestFirst);
            for (String line : newestFirst) {
                if (!visitor.test(new Line("journal.jsonl:1", line))) {
                    return;
                }
            }
        }

        @Override
        public String location() {
            return "memory";
        }
    }
}
