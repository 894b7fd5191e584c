package io.originwall.agent.config;

import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a well-formed value must fulfil besides: each rule answers with what is wrong, without quoting the value. */
final class Rules {
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAX_DELIVERY_TIME = Duration.ofMinutes(5);
    private static final Pattern ADDRESS_AND_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

    /** Where a client can be: everything but multicast and what is reserved; for IPv6, the global unicast space. */
    private static final AddressSet CLIENTS =
            AddressSet.ofBlocks(Stream.of("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3", "2000::/3")
                    .map(Cidr::parse)
                    .toList());

    /** Broad, and nobody's on the Internet: unique local and link-local addresses, as the private blocks of IPv4 are. */
    private static final List<Cidr> LOCAL_IPV6 = List.of(Cidr.parse("fc00::/7"), Cidr.parse("fe80::/10"));

    private Rules() {}

    /** A list that came over plain http could be anybody's; on loopback there is nobody in between. */
    static Optional<String> webAddress(URI uri) {
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return Optional.of("must be an https:// URL");
        }
        if (host.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("must be a URL with a host, and without a user or a fragment");
        }
        if (uri.getPort() != -1 && (uri.getPort() < 1 || uri.getPort() > 65535)) {
            return Optional.of("port must be 1–65535");
        }
        return scheme.equals("https") || isLoopback(host)
                ? Optional.empty()
                : Optional.of("must be https://; http:// only to a loopback address");
    }

    static Optional<String> filePath(URI uri) {
        boolean absolute = "file".equals(uri.getScheme())
                && uri.getRawAuthority() == null
                && Optional.ofNullable(uri.getPath()).orElse("").startsWith("/");
        return absolute ? Optional.empty() : Optional.of("must be an absolute path for provider \"file\"");
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            Address address = Address.parse(unbracketed(host));
            return Cidr.parse(address.family() == Family.IPV4 ? "127.0.0.0/8" : "::1/128")
                    .contains(address);
        } catch (AddressFormatException e) {
            return false; // a name that could point anywhere
        }
    }

    /** {@code every}: a duration, or a cron expression, told apart by the spaces in it. */
    static Optional<String> schedule(String text) {
        if (text.strip().contains(" ")) {
            return CronSyntax.problem(text);
        }
        try {
            return Durations.parse(text).compareTo(MIN_INTERVAL) < 0
                    ? Optional.of("must be at least 1m; the ranges change a few times a year")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("must be a duration such as 1h, or a Quartz cron expression such as \"0 17 * * * ?\"");
        }
    }

    /** Of a webhook or a command: in this time nobody else is told anything. */
    static Optional<String> deliveryTime(Duration time) {
        return time.compareTo(MAX_DELIVERY_TIME) > 0 ? Optional.of("must be at most 5m") : Optional.empty();
    }

    static Optional<String> reminder(Duration time) {
        return time.compareTo(MIN_INTERVAL) < 0 ? Optional.of("must be at least 1m") : Optional.empty();
    }

    static Optional<String> program(String text) {
        return isAbsolute(text) ? Optional.empty() : Optional.of("must be the absolute path of a program");
    }

    private static boolean isAbsolute(String text) {
        try {
            return Path.of(text).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    static Optional<String> notEverybody(Cidr block) {
        if (LOCAL_IPV6.stream().anyMatch(local -> local.contains(block))) {
            return Optional.empty();
        }
        if (block.prefix() == 0) {
            return Optional.of("would let everybody in");
        }
        int broadest = block.family() == Family.IPV4 ? 4 : 12;
        return block.prefix() < broadest
                ? Optional.of("would let a great part of the " + block.family()
                        + " addresses in; the broadest block taken is /" + broadest)
                : Optional.empty();
    }

    /** The same for all of them together: a family in pieces is still a whole one. */
    static Optional<String> notEverybodyTogether(List<Cidr> blocks) {
        AddressSet together = AddressSet.ofBlocks(blocks);
        return Stream.of(Family.values())
                .filter(family -> together.containsAll(CLIENTS.of(family)))
                .findFirst()
                .map(family -> "would let everybody in over " + family + ": together these are all of its addresses");
    }

    static Optional<String> listen(String text) {
        Matcher matcher = ADDRESS_AND_PORT.matcher(text);
        if (new HttpConfig(text).isOff()) {
            return Optional.empty();
        }
        if (!matcher.matches() || !isOwnAddress(matcher.group(1))) {
            return Optional.of("must be address:port, such as 127.0.0.1:9481 or \"[::1]:9481\", or \"off\"");
        }
        int port = Integer.parseInt(matcher.group(2));
        return port >= 1 && port <= 65535 ? Optional.empty() : Optional.of("port must be 1–65535");
    }

    /** A name would be looked up, and a resolver that is silent keeps the daemon waiting; localhost needs none. */
    private static boolean isOwnAddress(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            Address.parse(unbracketed(host));
            return true;
        } catch (AddressFormatException e) {
            return false;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
