package io.originwall.aws.ec2.prefixlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListEditTest {
    @ParameterizedTest
    @CsvSource({"1, 5", "3, 5", "4, 10", "993, 995", "998, 1000", "999, 1000", "1000, 1000"})
    void aNewListHasRoomToGrowButNoMoreThanAwsGives(int entries, int size) {
        ListEdit edit = ListEdit.of(
                Optional.empty(),
                "web",
                Family.IPV4,
                IntStream.range(0, entries)
                        .mapToObj(i -> Cidr.parse("10." + i / 200 + "." + i % 200 + ".1/32"))
                        .collect(Collectors.toSet()));

        assertThat(edit.size()).isEqualTo(size);
    }
}
