package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.originwall.net.Cidr;
import io.originwall.net.Family;

/** Whatever is answered is a whole list of both families or is refused in one line; what it lets in is canonical. */
class CloudflareJsonFuzzTest {
    @FuzzTest
    void answer(byte[] body) throws MalformedListException {
        PublishedRanges read;
        try {
            read = CloudflareJson.parse(body, false);
        } catch (MalformedListException e) {
            assertThat(e.problem()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
            return;
        }
        assertThat(read.blocks()).extracting(Cidr::family).contains(Family.values());
        assertThat(CloudflareJson.parse(Lists.bytes(Lists.json(read.blocks())), false)
                        .blocks())
                .isEqualTo(read.blocks());
        read.etag().ifPresent(etag -> assertThat(etag).doesNotContainPattern("\\p{Cntrl}"));
    }
}
