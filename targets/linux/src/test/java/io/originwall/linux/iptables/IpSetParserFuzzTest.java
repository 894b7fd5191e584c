package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.api.Change;
import io.originwall.net.AddressRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whatever ipset prints, our sets are read with what is odd in them, and each difference is told in one line. */
class IpSetParserFuzzTest {
    @FuzzTest
    void saved(byte[] text) {
        Map<IpSet, IpSetState> sets = IpSetParser.parse(new String(text, StandardCharsets.UTF_8));

        sets.forEach((set, state) -> {
            assertThat(state.blocks())
                    .extracting(AddressRange::family)
                    .allMatch(family -> set.family().orElseThrow() == family);
            assertThat(state.addresses().ranges())
                    .hasSizeLessThanOrEqualTo(state.blocks().size());
        });
        HostState host = new HostState(sets, Set.of(), Map.of(), Map.of());
        List<Change> changes = Difference.between(host, Samples.wanted(), Variant.NFT);
        assertThat(changes)
                .map(Change::what)
                .allSatisfy(what -> assertThat(what).isNotBlank().doesNotContain("\n"));
    }
}
