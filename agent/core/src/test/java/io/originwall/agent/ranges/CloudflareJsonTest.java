package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudflareJsonTest {
    private static final String V4 = "'ipv4_cidrs':['104.16.0.0/13']";
    private static final String V6 = "'ipv6_cidrs':['2400:cb00::/32']";
    private static final String OK = "'success':true,'errors':[]";

    private static PublishedRanges parse(String text, boolean jdcloud) throws MalformedListException {
        String json = text.replace("V4", V4).replace("V6", V6).replace("OK", OK).replace('\'', '"');
        return CloudflareJson.parse(Lists.bytes(json), jdcloud);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'result':{V4,V6},OK}",
                "{OK,'result':{V6,V4}}",
                " \r\n\t{'result':{V4,V6},OK}\n ",
                "{'result':{V4,V6,'new':{'a':[1,{}]},'etag':'x'},'messages':[{'code':1}],'more':null,OK}",
                "{'result':{V4,V6},'success':true}",
                "{'result':{V4,V6,'jdcloud_cidrs':'whatever'},OK}",
                "{'result':{'ipv4_cidrs':['104.16.0.0\\/13','104.16.0.0/13'],V6},OK}",
            })
    void takes(String json) throws Exception {
        assertThat(parse(json, false).blocks())
                .isEqualTo(Lists.blocks("104.16.0.0/13", "2400:cb00::/32").blocks());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | not a JSON object",
                "[] | not a JSON object",
                "null | not a JSON object",
                "'104.16.0.0/13' | not a JSON object",
                "Sorry, you have been blocked | not whole JSON: Unrecognized token 'Sorry'",
                "{} | \"success\" is missing",
                "{'result':{V4,V6}} | \"success\" is missing",
                "{OK} | \"result\" is missing",
                "{OK,'result':[]} | \"result\" is not an object",
                "{OK,'result':{}} | \"ipv4_cidrs\" is missing",
                "{OK,'result':{V4}} | \"ipv6_cidrs\" is missing",
                "{OK,'result':{V6}} | \"ipv4_cidrs\" is missing",
                "{OK,'result':{V6,'ipv4_cidrs':[]}} | \"ipv4_cidrs\" is empty",
                "{OK,'result':{V4,'ipv6_cidrs':[]}} | \"ipv6_cidrs\" is empty",
                "{OK,'result':{V4,'ipv6_cidrs':{}}} | \"ipv6_cidrs\" is not an array",
                "{OK,'result':{V4,'ipv6_cidrs':[['::/0']]}} | ipv6_cidrs[0] is not a string",
                "{OK,'result':{V4,'ipv6_cidrs':['2400:cb00::/32',null]}} | ipv6_cidrs[1] is not a string",
                "{OK,'result':{V4,'ipv6_cidrs':['104.16.0.0/13']}} | ipv6_cidrs[0]: 104.16.0.0/13 is IPv4",
                "{OK,'result':{V6,'ipv4_cidrs':['2400:cb00::/32']}} | ipv4_cidrs[0]: 2400:cb00::/32 is IPv6",
                "{OK,'result':{V4,V6,'etag':7}} | \"etag\" is not a string",
                "{OK,'result':{V4,V6,V4}} | Duplicate",
                "{OK,OK,'result':{V4,V6}} | Duplicate",
                "{'success':1,'errors':[],'result':{V4,V6}} | \"success\" is not true",
                "{'success':true,'errors':{},'result':{V4,V6}} | \"errors\" is not empty",
                "{'success':true,'errors':null,'result':{V4,V6}} | \"errors\" is not empty",
                "{OK,'result':{V4,V6}}{} | something follows the JSON document",
                "{OK,'result':{V4,V6}} 7 | something follows the JSON document",
                "{OK,'result':{V4,V6}} oops | not whole JSON",
                "{OK,'result':{V4,V6} | not whole JSON",
                "{OK,'result':{V4,V6},} | not whole JSON",
                "{OK,'result':{V4,V6}/**/} | not whole JSON",
                "{OK,'result':{V4,V6},'a':NaN} | not whole JSON",
            })
    void refuses(String json, String problem) {
        assertThatThrownBy(() -> parse(json, false))
                .isInstanceOf(MalformedListException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "{" + OK + ",'a':" + "[".repeat(100_000);
        assertThatThrownBy(() -> parse(deep, false))
                .isInstanceOf(MalformedListException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void refusesMoreBlocksThanAnyTargetBears() throws Exception {
        String most = "{OK,'result':{V6,'ipv4_cidrs':['104.16.0.0/13'" + ",'104.16.0.0/13'".repeat(299_998) + "]}}";
        assertThat(parse(most, false).blocks()).hasSize(2);
        assertThatThrownBy(() -> parse(most.replaceFirst("/13", "/13','104.24.0.0/14"), false))
                .hasMessage("more than 300000 blocks: more than any target bears");
    }

    @Test
    void refusesAnEndlessEtag() {
        assertThatThrownBy(() -> parse("{OK,'result':{V4,V6,'etag':'" + "x".repeat(257) + "'}}", false))
                .hasMessageContaining("\"etag\" is endless");
    }

    @Test
    void readsChinaInBothFamiliesOnlyWhereItWasAskedFor() throws Exception {
        String china = "{OK,'result':{V4,V6,'jdcloud_cidrs':['116.198.32.0/20','2408:4000::/32']}}";
        assertThat(parse(china, true).blocks()).hasSize(4);
        assertThat(parse(china, false).blocks()).hasSize(2);
        assertThatThrownBy(() -> parse("{OK,'result':{V4,V6}}", true))
                .hasMessageContaining("\"jdcloud_cidrs\" is missing");
        assertThatThrownBy(() -> parse("{OK,'result':{V4,V6,'jdcloud_cidrs':[]}}", true))
                .hasMessageContaining("\"jdcloud_cidrs\" is empty");
    }
}
