package io.originwall.linux.iptables;

import io.originwall.linux.addresses.RangeReader;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Reads what {@code ipset save} prints, a line for each element. One pass over the text, without an object per line. */
final class IpSetParser {
    /** What the kernel chooses by itself, or adjusts to what the set holds. */
    private static final Set<String> CHOSEN = Set.of("hashsize", "bucketsize", "initval");

    private static final String PROMPT = "ipset> ";
    private static final String HEADER = "create ";

    private final IpSet set;
    private final List<AddressRange> blocks = new ArrayList<>();
    private final List<PortElements.Element> ports = new ArrayList<>();
    private final List<String> odd = new ArrayList<>();
    /** Where the text goes on behind the set. */
    private int next;

    private IpSetParser(IpSet set) {
        this.set = set;
    }

    /** Ours, among whatever sets the text holds; prompts may stand in it where ipset waited for the next command. */
    static Map<IpSet, IpSetState> parse(String text) {
        Map<IpSet, IpSetState> states = new EnumMap<>(IpSet.class);
        int line = 0;
        while (line < text.length()) {
            int start = text.startsWith(PROMPT, line) ? line + PROMPT.length() : line;
            Optional<IpSet> set =
                    text.startsWith(HEADER, start) ? named(text, start + HEADER.length()) : Optional.empty();
            if (set.isPresent()) {
                IpSetParser parser = new IpSetParser(set.get());
                states.put(set.get(), parser.state(text, start));
                line = parser.next;
            } else if (start == line) {
                line = end(text, line) + 1;
            } else {
                line = start;
            }
        }
        return states;
    }

    private static Optional<IpSet> named(String text, int at) {
        return Stream.of(IpSet.values())
                .filter(set -> text.startsWith(set.label() + ' ', at))
                .findFirst();
    }

    private IpSetState state(String text, int start) {
        int end = end(text, start);
        String[] words = text.substring(start, end).split(" ", -1);
        String element = "add " + set.label() + ' ';
        next = end + 1;
        while (text.startsWith(element, next)) {
            end = end(text, next);
            element(text, next + element.length(), end);
            next = end + 1;
        }
        ports.sort(Comparator.comparing(PortElements.Element::ports));
        Protocol protocol = set.protocol().orElse(Protocol.TCP);
        return new IpSetState(
                words[2],
                declaration(words),
                blocks,
                AddressSet.of(blocks),
                new PortElements(protocol, ports, List.of()),
                odd);
    }

    private static int end(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** From {@code create NAME TYPE [OPTION VALUE]...}; flags without a value stay where they are. */
    private static String declaration(String[] words) {
        StringJoiner declaration = new StringJoiner(" ");
        for (int i = 2; i < words.length; i++) {
            if (CHOSEN.contains(words[i])) {
                i++;
            } else {
                declaration.add(words[i]);
            }
        }
        return declaration.toString();
    }

    private void element(String text, int from, int to) {
        boolean read = set.family().isPresent() ? block(set.family().get(), text, from, to) : port(text, from, to);
        if (!read) {
            odd.add(text.substring(from, to));
        }
    }

    private boolean block(Family family, String text, int from, int to) {
        Optional<AddressRange> range = RangeReader.read(family, text, from, to);
        range.ifPresent(blocks::add);
        return range.isPresent();
    }

    /** {@code 443 timeout 59}; one that stays has 0. */
    private boolean port(String text, int from, int to) {
        String[] words = text.substring(from, to).split(" ", -1);
        boolean numbers =
                Arrays.stream(new int[] {0, 2}).allMatch(i -> i < words.length && words[i].matches("\\d{1,9}"));
        if (words.length != 3 || !words[1].equals("timeout") || !numbers) {
            return false;
        }
        int number = Integer.parseInt(words[0]);
        if (number < 1 || number > 65535) {
            return false;
        }
        Duration left = Duration.ofSeconds(Integer.parseInt(words[2]));
        ports.add(new PortElements.Element(
                new PortRange(number, number, set.protocol().orElseThrow()),
                left.isZero() ? Optional.empty() : Optional.of(left)));
        return true;
    }
}
