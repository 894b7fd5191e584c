package io.originwall.linux.nftables;

import io.originwall.linux.ports.PortElements;
import io.originwall.linux.ports.PortElements.Element;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The elements of a port set in nft's words. */
final class PortText {
    private static final String TIMES = "((?:\\d{1,9}(?:ms|d|h|m|s)){1,5})";
    private static final Pattern ELEMENT =
            Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?: timeout " + TIMES + ")?(?: expires " + TIMES + ")?");
    private static final Pattern TIME = Pattern.compile("(\\d+)(ms|d|h|m|s)");
    /** An element with a timeout of 0 would stay for ever. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private PortText() {}

    /** Reads {@code 80, 443 timeout 60s expires 58s120ms, 8000-8010}. */
    static PortElements parse(Protocol protocol, String text) {
        List<Element> elements = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        for (String piece : text.split(",", -1)) {
            String element = piece.strip();
            Matcher matcher = ELEMENT.matcher(element);
            if (matcher.matches() && isRange(matcher)) {
                int first = Integer.parseInt(matcher.group(1));
                int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
                Optional<String> left =
                        Optional.ofNullable(matcher.group(4)).or(() -> Optional.ofNullable(matcher.group(3)));
                elements.add(new Element(new PortRange(first, last, protocol), left.map(PortText::time)));
            } else if (!element.isEmpty()) {
                odd.add(element);
            }
        }
        return new PortElements(protocol, List.copyOf(elements), List.copyOf(odd));
    }

    private static boolean isRange(Matcher matcher) {
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first >= 1 && last <= 65535 && first <= last;
    }

    private static Duration time(String text) {
        Duration time = Duration.ZERO;
        Matcher part = TIME.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            time = time.plus(
                    switch (part.group(2)) {
                        case "d" -> Duration.ofDays(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
        }
        return time;
    }

    /** The elements as a script writes them. */
    static List<String> texts(PortElements ports) {
        return ports.elements().stream().map(PortText::text).toList();
    }

    private static String text(Element element) {
        PortRange ports = element.ports();
        String range = ports.first() == ports.last() ? "" + ports.first() : ports.first() + "-" + ports.last();
        return range
                + element.remaining()
                        .map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left)
                        .map(left -> " timeout " + left.toSeconds() + "s"
                                + (left.toMillisPart() == 0 ? "" : left.toMillisPart() + "ms"))
                        .orElse("");
    }
}
