package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainListTest {
    private static PublishedRanges parse(String text, PlainList.Style style) throws MalformedListException {
        return PlainList.parse(Lists.bytes(text), style);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "104.16.0.0/13\n104.24.0.0/14\n",
                "104.16.0.0/13\n104.24.0.0/14",
                "104.24.0.0/14\r\n104.16.0.0/13\r\n",
                "104.24.0.0/14\n104.16.0.0/13\r\n104.24.0.0/14"
            })
    void takesOneBlockALine(String text) throws Exception {
        for (PlainList.Style style : PlainList.Style.values()) {
            assertThat(parse(text, style)).isEqualTo(Lists.blocks("104.16.0.0/13", "104.24.0.0/14"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# ours\n104.16.0.0/13",
                "104.16.0.0/13 # here\n",
                "104.16.0.0/13#here\n",
                "\n104.16.0.0/13\n\n",
                "\r\n104.16.0.0/13\r\n",
                "104.16.0.0/13\n#"
            })
    void takesCommentsOnlyInAListThatMayHaveThem(String text) throws Exception {
        assertThat(parse(text, PlainList.Style.COMMENTED)).isEqualTo(Lists.blocks("104.16.0.0/13"));
        assertThatThrownBy(() -> parse(text, PlainList.Style.BARE)).isInstanceOf(MalformedListException.class);
    }

    @ParameterizedTest
    @EnumSource(PlainList.Style.class)
    void refusesAnEmptyList(PlainList.Style style) {
        assertThatThrownBy(() -> parse("", style)).hasMessage("the list is empty");
    }

    @Test
    void refusesMoreBlocksThanAnyTargetBears() throws Exception {
        String most = "104.16.0.0/13\n".repeat(300_000);
        for (PlainList.Style style : PlainList.Style.values()) {
            assertThat(parse(most, style).blocks()).hasSize(1);
            assertThatThrownBy(() -> parse(most + "104.16.0.0/13", style))
                    .hasMessage("more than 300000 blocks: more than any target bears");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'104.16.0.0/13\n104.24.0.1/14\n', line 2: \"104.24.0.1/14\": host bits are set",
        "'104.16.0.0/13\n131.0.72.0/222400:cb00::/32', 'line 2: \"131.0.72.0/222400:cb00::/32\": the prefix length must be 0–32'",
        "'104.16.0.0/13 104.24.0.0/14', 'line 1: \"104.16.0.0/13 104.24.0.0/14\": the prefix length must be 0–32'",
        "'<!DOCTYPE html>\n', line 1: \"<!DOCTYPE html>\": not a CIDR block: the prefix length is missing",
        "'104.16.0.0/13\r\r\n', 'line 1: \"104.16.0.0/13?\": the prefix length must be 0–32'",
        "'104.16.0.0/13\n \n', line 2: \" \": not a CIDR block: the prefix length is missing",
    })
    void namesTheLineItRefuses(String text, String problem) {
        for (PlainList.Style style : PlainList.Style.values()) {
            assertThatThrownBy(() -> parse(text, style)).hasMessage(problem);
        }
    }
}
