package io.originwall.linux.survey;

import io.originwall.json.Fields;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What nft's expressions say of the port that was dialled. An empty answer is one that nobody here can tell.
 *
 * @param sets the elements of sets and maps, by name with an at sign
 */
record NftKeys(Map<String, List<?>> sets) {
    /** What packets match by this key and this value. */
    Optional<DialledPorts> match(Object key, String op, Object value) {
        if (!isAboutPortsAtAll(key)) {
            return Optional.of(DialledPorts.all());
        }
        return switch (op) {
            case "==", "in" -> matching(key, value);
            // All others of the protocol whose header is looked into.
            case "!=" ->
                isConcat(key)
                        ? Optional.empty()
                        : matching(key, value).map(but -> protocols(key).minus(but));
            case "<", "<=", ">", ">=" -> bound(key, op, value);
            default -> Optional.empty();
        };
    }

    private static Optional<DialledPorts> bound(Object key, String op, Object value) {
        if (!(value instanceof Long number) || !field(key).equals("dport")) {
            return Optional.empty();
        }
        BitSet ports = switch (op) {
            case "<" -> DialledPorts.allBut(DialledPorts.numbers(number, Long.MAX_VALUE));
            case "<=" -> DialledPorts.numbers(0, number);
            case ">" -> DialledPorts.allBut(DialledPorts.numbers(0, number));
            default -> DialledPorts.numbers(number, Long.MAX_VALUE);
        };
        return Optional.of(protocols(key).and(DialledPorts.any(ports)));
    }

    private Optional<DialledPorts> matching(Object key, Object value) {
        DialledPorts all = DialledPorts.none();
        for (Object element : elements(value)) {
            Optional<DialledPorts> one = element(key, element);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            all = all.or(one.get());
        }
        return value instanceof String name && name.startsWith("@") && !sets.containsKey(name)
                ? Optional.of(DialledPorts.none())
                : Optional.of(all);
    }

    private List<?> elements(Object value) {
        if (value instanceof String name && name.startsWith("@")) {
            return sets.getOrDefault(name, List.of());
        }
        return value instanceof Map<?, ?> map && map.get("set") instanceof List<?> list ? list : List.of(value);
    }

    private Optional<DialledPorts> element(Object key, Object printed) {
        Object element = bare(printed);
        if (element.equals("*")) {
            return Optional.of(protocols(key));
        }
        if (key instanceof Map<?, ?> map && map.get("concat") instanceof List<?> parts) {
            if (!(element instanceof Map<?, ?> values)
                    || !(values.get("concat") instanceof List<?> list)
                    || list.size() != parts.size()) {
                return Optional.empty();
            }
            DialledPorts both = DialledPorts.all();
            for (int i = 0; i < parts.size(); i++) {
                Optional<DialledPorts> part = element(parts.get(i), list.get(i));
                if (part.isEmpty()) {
                    return part;
                }
                both = both.and(part.get());
            }
            return Optional.of(both);
        }
        return switch (field(key)) {
            case "dport" -> ports(element).map(ports -> protocols(key).and(DialledPorts.any(ports)));
            case "l4proto", "protocol", "nexthdr" -> Optional.of(protocol(element));
            default -> isAboutPortsAtAll(key) ? Optional.empty() : Optional.of(DialledPorts.all());
        };
    }

    private static DialledPorts protocol(Object element) {
        BitSet all = DialledPorts.all().tcp();
        return element.equals("tcp") || element.equals(6L)
                ? DialledPorts.of(Protocol.TCP, all)
                : element.equals("udp") || element.equals(17L)
                        ? DialledPorts.of(Protocol.UDP, all)
                        : DialledPorts.none();
    }

    /** What can be dialled where this key is looked at. */
    private static DialledPorts protocols(Object key) {
        if (key instanceof Map<?, ?> map
                && map.get("payload") instanceof Map<?, ?> payload
                && field(key).equals("dport")) {
            return switch (String.valueOf(payload.get("protocol"))) {
                case "tcp" -> DialledPorts.of(Protocol.TCP, DialledPorts.all().tcp());
                case "udp" -> DialledPorts.of(Protocol.UDP, DialledPorts.all().udp());
                case "th" -> DialledPorts.all();
                default -> DialledPorts.none();
            };
        }
        return DialledPorts.all();
    }

    /** The entries of a map, each with the ports that it is for. */
    List<Map.Entry<Optional<DialledPorts>, Object>> entries(Object key, Object data) {
        List<Map.Entry<Optional<DialledPorts>, Object>> entries = new ArrayList<>();
        for (Object pair : elements(data)) {
            if (pair instanceof List<?> both && both.size() == 2) {
                entries.add(Map.entry(element(key, both.get(0)), both.get(1)));
            } else {
                entries.add(Map.entry(Optional.empty(), ""));
            }
        }
        return entries;
    }

    /** A value, or those of a map with the ports that each is for. */
    List<Map.Entry<Optional<DialledPorts>, Object>> values(Object value) {
        return value instanceof Map<?, ?> outer
                        && outer.get("map") instanceof Map<?, ?> map
                        && map.get("key") != null
                        && map.get("data") != null
                ? entries(map.get("key"), map.get("data"))
                : List.of(Map.entry(Optional.of(DialledPorts.all()), value));
    }

    /** Without a comment, a timeout or a counter. */
    private static Object bare(Object element) {
        return element instanceof Map<?, ?> map && map.get("elem") instanceof Map<?, ?> elem && elem.get("val") != null
                ? elem.get("val")
                : element;
    }

    static Optional<BitSet> ports(Object value) {
        if (value instanceof Long number) {
            return Optional.of(DialledPorts.numbers(number, number));
        }
        return value instanceof Map<?, ?> map
                        && map.get("range") instanceof List<?> range
                        && range.size() == 2
                        && range.get(0) instanceof Long first
                        && range.get(1) instanceof Long last
                ? Optional.of(DialledPorts.numbers(first, last))
                : Optional.empty();
    }

    /** The address in a value, or in an address with a port. */
    static String address(Object value) {
        if (value instanceof Map<?, ?> map && map.get("concat") instanceof List<?> parts && !parts.isEmpty()) {
            return address(parts.get(0));
        }
        if (value instanceof Map<?, ?> map && map.get("prefix") instanceof Map<?, ?> prefix) {
            return prefix.get("addr") + "/" + prefix.get("len");
        }
        if (value instanceof Map<?, ?> map && map.get("range") instanceof List<?> range && range.size() == 2) {
            return range.get(0) + "-" + range.get(1);
        }
        return value instanceof String text ? text : "elsewhere";
    }

    static Optional<Object> port(Object value) {
        return value instanceof Map<?, ?> map && map.get("concat") instanceof List<?> parts && parts.size() == 2
                ? Optional.of(parts.get(1))
                : Optional.empty();
    }

    static String text(String address, Object port) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        if (port instanceof Map<?, ?> map && map.get("range") instanceof List<?> range && range.size() == 2) {
            return host + ":" + range.get(0) + "-" + range.get(1);
        }
        return port.equals("") ? address : host + ":" + port;
    }

    /** The name of what is looked at in a packet. */
    static String field(Object key) {
        if (key instanceof Map<?, ?> map) {
            for (String kind : List.of("payload", "meta")) {
                if (map.get(kind) instanceof Map<?, ?> fields) {
                    return String.valueOf(fields.get(kind.equals("payload") ? "field" : "key"));
                }
            }
        }
        return "";
    }

    private static boolean isConcat(Object key) {
        return key instanceof Map<?, ?> map && map.containsKey("concat");
    }

    /** Of nothing but ports. */
    static boolean isAboutPorts(Object key) {
        if (key instanceof Map<?, ?> map && map.get("concat") instanceof List<?> parts) {
            return parts.stream().allMatch(NftKeys::isAboutPorts);
        }
        return List.of("dport", "l4proto", "protocol", "nexthdr").contains(field(key));
    }

    private static boolean isAboutPortsAtAll(Object key) {
        String text = key.toString();
        return text.contains("dport")
                || text.contains("l4proto")
                || text.contains("field=protocol")
                || text.contains("nexthdr")
                || text.contains("protocol=th")
                || text.contains("base=th");
    }

    /** Is it about the address that a packet is for, or its kind? */
    static boolean isAboutDestination(Object key) {
        return key.toString().contains("daddr");
    }

    /** From a process of this host, or for an address that nobody else reaches. */
    static boolean isFromThisHost(Fields match) throws IOException {
        boolean equal = List.of("==", "in").contains(match.text("op"));
        String field = field(match.get("left"));
        String right = String.valueOf(match.get("right"));
        boolean byLoopback = List.of("iifname", "iif").contains(field) && right.equals("lo");
        boolean toLoopback = field.equals("daddr")
                && (right.startsWith("127.") || right.equals("::1") || right.contains("addr=127."));
        return equal && (byLoopback || toLoopback);
    }
}
