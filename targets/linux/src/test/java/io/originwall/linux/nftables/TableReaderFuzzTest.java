package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.api.Change;
import io.originwall.linux.nftables.TableParser.TableText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whatever nft prints of the table, each difference is told in one line, and the guard is read back. The input is what its three commands print,
 * with a line {@code ----} after the first and the second.
 */
class TableReaderFuzzTest {
    private static final String BETWEEN = "\n----\n";

    @FuzzTest
    void printed(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(BETWEEN, 3);
        Optional<TableText> text = TableParser.parse(parts[0], TableShape.TABLE);
        if (text.isEmpty()) {
            return;
        }
        TableState read = TableReader.of(text.get(), part(parts, 1), part(parts, 2), Optional.empty());
        HostState host = HostState.of(Optional.of(read), false, Optional.empty());
        TableState table = host.table().orElseThrow();

        assertThat(Difference.between(table, Samples.wanted()).changes())
                .map(Change::what)
                .allSatisfy(what -> assertThat(what).isNotBlank().doesNotContainPattern("\\p{Cntrl}"));
        assertThat(Difference.remove(table).changes()).isNotEmpty();
        assertThat(GuardReader.guard(table)).isNotNull();
        assertThat(host.sets()).containsAll(host.oldSets());
    }

    private static Optional<String> part(String[] parts, int number) {
        return number < parts.length ? Optional.of(parts[number]) : Optional.empty();
    }
}
