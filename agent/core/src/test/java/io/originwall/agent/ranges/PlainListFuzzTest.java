package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.agent.ranges.PlainList.Style;
import io.originwall.net.Cidr;
import java.util.List;
import java.util.stream.Collectors;

/** Whatever is in a list is read whole or refused in one line; a list without comments means the same where comments may be. */
class PlainListFuzzTest {
    @FuzzTest
    void list(byte[] body) {
        List<Cidr> bare = read(body, Style.BARE);
        List<Cidr> commented = read(body, Style.COMMENTED);
        if (!bare.isEmpty()) {
            assertThat(commented).isEqualTo(bare);
        }
        String written = commented.stream().map(Cidr::toString).collect(Collectors.joining("\n"));
        assertThat(read(Lists.bytes(written), Style.BARE)).isEqualTo(commented);
    }

    /** None where the list is refused. */
    private static List<Cidr> read(byte[] body, Style style) {
        try {
            List<Cidr> blocks = PlainList.parse(body, style).blocks();
            assertThat(blocks).isNotEmpty();
            return blocks;
        } catch (MalformedListException e) {
            assertThat(e.problem()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
            return List.of();
        }
    }
}
