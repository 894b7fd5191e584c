package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Address;
import io.originwall.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;

/** Whatever comes in, a parser gives a whole list or its own exception; and what it takes, it takes as it stands there. */
class ParserPropertyTest {
    @Property
    void anyBytesGiveAListOrARefusal(@ForAll byte[] body) {
        parse(body, true);
    }

    @Property
    void anyTextGivesAListOrARefusal(@ForAll String text) {
        parse(Lists.bytes(text), true);
    }

    @Property
    void anyDamageToARealAnswerGivesAListOrARefusal(
            @ForAll("position") int at, @ForAll("position") int length, @ForAll byte[] junk) {
        byte[] answer = Lists.bytes(Lists.OF_2026);
        List<Byte> damaged = new ArrayList<>();
        for (int i = 0; i < answer.length; i++) {
            if (i == at) {
                for (byte b : junk) {
                    damaged.add(b);
                }
            }
            if (i < at || i >= at + length) {
                damaged.add(answer[i]);
            }
        }
        byte[] bytes = new byte[damaged.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = damaged.get(i);
        }
        parse(bytes, true);
    }

    @Property(tries = 100)
    void anyRealAnswerCutShortIsRefused(@ForAll("position") int length) {
        byte[] cut = Arrays.copyOf(Lists.bytes(Lists.OF_2026), Math.min(length, Lists.OF_2026.length() - 2));
        assertThat(parse(cut, true)).isEmpty();
    }

    @Property
    void whatStandsInAJsonListIsWhatIsRead(
            @ForAll @Size(min = 1, max = 20) List<@From("ipv4") Cidr> v4,
            @ForAll @Size(min = 1, max = 20) List<@From("ipv6") Cidr> v6) {
        List<Cidr> all = new ArrayList<>(v4);
        all.addAll(v6);
        assertThat(parse(Lists.bytes(Lists.json(all)), false)).containsExactlyElementsOf(sorted(all));
    }

    @Property
    void whatStandsInAPlainListIsWhatIsRead(
            @ForAll @Size(min = 1, max = 20) List<@From("ipv4") Cidr> blocks,
            @ForAll("lineEnd") String lineEnd,
            @ForAll boolean lastLineEnds)
            throws MalformedListException {
        String text = blocks.stream().map(Cidr::toString).collect(Collectors.joining(lineEnd));
        byte[] body = Lists.bytes(lastLineEnds ? text + lineEnd : text);
        assertThat(PlainList.parse(body, PlainList.Style.BARE).blocks()).isEqualTo(sorted(blocks));
        byte[] commented = Lists.bytes("# a list" + lineEnd + lineEnd + text.replace(lineEnd, " # here" + lineEnd));
        assertThat(PlainList.parse(commented, PlainList.Style.COMMENTED).blocks())
                .isEqualTo(sorted(blocks));
    }

    @Property
    void gluedListsAreRefused(@ForAll("ipv4") Cidr a, @ForAll("ipv6") Cidr b, @ForAll @AlphaChars String between) {
        assertThat(parse(Lists.bytes(a + between + b), false)).isEmpty();
    }

    /** The blocks, or none where the body was refused by both parsers. */
    private static List<Cidr> parse(byte[] body, boolean roundTrip) {
        List<Cidr> found = new ArrayList<>();
        try {
            found.addAll(CloudflareJson.parse(body, false).blocks());
        } catch (MalformedListException e) {
            assertOneLine(e);
        }
        for (PlainList.Style style : PlainList.Style.values()) {
            try {
                List<Cidr> blocks = PlainList.parse(body, style).blocks();
                String text = new String(body, StandardCharsets.UTF_8);
                assertThat(blocks).isNotEmpty().allMatch(block -> !roundTrip || text.contains("/" + block.prefix()));
                found.addAll(blocks);
            } catch (MalformedListException e) {
                assertOneLine(e);
            }
        }
        for (Cidr block : found) {
            assertThat(Cidr.parse(block.toString())).isEqualTo(block);
        }
        return found;
    }

    private static void assertOneLine(MalformedListException e) {
        assertThat(e.problem()).isNotBlank().hasSizeLessThan(320).doesNotContainPattern("\\p{Cntrl}");
    }

    private static List<Cidr> sorted(List<Cidr> blocks) {
        return blocks.stream().sorted().distinct().toList();
    }

    @Provide
    Arbitrary<Integer> position() {
        return Arbitraries.integers().between(0, Lists.OF_2026.length());
    }

    @Provide
    Arbitrary<String> lineEnd() {
        return Arbitraries.of("\n", "\r\n");
    }

    @Provide
    Arbitrary<Cidr> ipv4() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255))
                .as((a, b) -> Cidr.parse(a + "." + b + ".0.0/16"));
    }

    @Provide
    Arbitrary<Cidr> ipv6() {
        return Arbitraries.integers()
                .between(0, 0xFFFF)
                .map(word -> Cidr.of(Address.parse("2400:" + Integer.toHexString(word) + "::")));
    }
}
