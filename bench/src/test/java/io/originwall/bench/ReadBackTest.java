package io.originwall.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadBackTest {
    @Test
    void takesOnlyRulesThatLetTheWebIn() {
        AddressSet accepted = ReadBack.accepted("""
                -N ufw-user-input
                -A ufw-user-input -s 103.21.244.0/22 -p tcp -m multiport --dports 80,443 -j ACCEPT
                -A ufw-user-input -s 173.245.48.0/20 -p tcp -m multiport --dports 80,443 -j DROP
                -A ufw-user-input -s 198.51.100.0/24 -p tcp -m tcp --dport 22 -j ACCEPT
                """);

        assertThat(accepted).isEqualTo(blocks("103.21.244.0/22"));
    }

    @Test
    void whoDidTheWorkPasses() {
        assertThatCode(() -> ReadBack.mustBe(blocks("10.0.0.0/8"), blocks("10.0.0.0/9", "10.128.0.0/9"), "it"))
                .doesNotThrowAnyException();
    }

    @Test
    void whoLeftABlockOutOrLetsInMoreEndsTheBenchmark() {
        AddressSet wanted = blocks("10.0.0.0/8", "192.0.2.0/24");

        assertThatThrownBy(() -> ReadBack.mustBe(wanted, blocks("10.0.0.0/8"), "the script"))
                .isInstanceOf(BenchFailure.class)
                .hasMessage("the script did not do the work: wanted are 2 ranges, the kernel has 1;"
                        + " missing [192.0.2.0/24], too many []");
        assertThatThrownBy(() -> ReadBack.mustBe(blocks("10.0.0.0/8"), wanted, "the script"))
                .hasMessageContaining("too many [192.0.2.0/24]");
    }

    private static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }
}
