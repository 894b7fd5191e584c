package io.originwall.agent.ranges;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Address;
import io.originwall.net.Cidr;
import io.originwall.testing.Generator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever comes in, a parser gives a whole list or its own exception; and what it takes, it takes as it stands there. */
class ParserPropertyTest {
    @Test
    void anyBytesGiveAListOrARefusal() {
        forAll(any -> {
            byte[] body = any.bytes(200);
            parse(body, true);
        });
    }

    @Test
    void anyTextGivesAListOrARefusal() {
        forAll(any -> {
            String text = any.text();
            parse(Lists.bytes(text), true);
        });
    }

    @Test
    void anyDamageToARealAnswerGivesAListOrARefusal() {
        forAll(any -> {
            int at = position(any);
            int length = position(any);
            byte[] junk = any.bytes(200);
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
        });
    }

    @Test
    void anyRealAnswerCutShortIsRefused() {
        forAll(100, any -> {
            int length = position(any);
            byte[] cut = Arrays.copyOf(Lists.bytes(Lists.OF_2026), Math.min(length, Lists.OF_2026.length() - 2));
            assertThat(parse(cut, true)).isEmpty();
        });
    }

    @Test
    void whatStandsInAJsonListIsWhatIsRead() {
        forAll(any -> {
            List<Cidr> v4 = any.list(1, 20, () -> ipv4(any));
            List<Cidr> v6 = any.list(1, 20, () -> ipv6(any));
            List<Cidr> all = new ArrayList<>(v4);
            all.addAll(v6);
            assertThat(parse(Lists.bytes(Lists.json(all)), false)).containsExactlyElementsOf(sorted(all));
        });
    }

    @Test
    void whatStandsInAPlainListIsWhatIsRead() {
        forAll(any -> {
            List<Cidr> blocks = any.list(1, 20, () -> ipv4(any));
            String lineEnd = lineEnd(any);
            boolean lastLineEnds = any.flag();
            String text = blocks.stream().map(Cidr::toString).collect(Collectors.joining(lineEnd));
            byte[] body = Lists.bytes(lastLineEnds ? text + lineEnd : text);
            assertThat(PlainList.parse(body, PlainList.Style.BARE).blocks()).isEqualTo(sorted(blocks));
            byte[] commented = Lists.bytes("# a list" + lineEnd + lineEnd + text.replace(lineEnd, " # here" + lineEnd));
            assertThat(PlainList.parse(commented, PlainList.Style.COMMENTED).blocks())
                    .isEqualTo(sorted(blocks));
        });
    }

    @Test
    void gluedListsAreRefused() {
        forAll(any -> {
            Cidr a = ipv4(any);
            Cidr b = ipv6(any);
            String between = any.text("abcxyzABCXYZ", 20);
            assertThat(parse(Lists.bytes(a + between + b), false)).isEmpty();
        });
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

    private static int position(Generator any) {
        return any.between(0, Lists.OF_2026.length());
    }

    private static String lineEnd(Generator any) {
        return any.flag() ? "\n" : "\r\n";
    }

    private static Cidr ipv4(Generator any) {
        return Cidr.parse(any.between(0, 255) + "." + any.between(0, 255) + ".0.0/16");
    }

    private static Cidr ipv6(Generator any) {
        return Cidr.of(Address.parse("2400:" + Integer.toHexString(any.between(0, 0xFFFF)) + "::"));
    }
}
