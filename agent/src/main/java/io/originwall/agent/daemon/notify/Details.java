package io.originwall.agent.daemon.notify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first few of many things, and what tells all of them from others that begin alike. Equal only where all of them are.
 *
 * @param lines one a thing, and how many more there are
 * @param digest of all of them; empty where the lines are all there is
 */
record Details(List<String> lines, String digest) {
    static final Details NONE = new Details(List.of(), "");

    private static final int MOST = 5;

    Details {
        lines = List.copyOf(lines);
    }

    static Details of(List<?> things) {
        Stream<String> first = things.stream().limit(MOST).map(thing -> Notice.oneLine(thing.toString()));
        int more = things.size() - MOST;
        List<String> lines = Stream.concat(first, more > 0 ? Stream.of("… and " + more + " more") : Stream.of())
                .toList();
        boolean whole =
                more <= 0 && lines.equals(things.stream().map(Object::toString).toList());
        return new Details(lines, whole ? "" : sha256(things));
    }

    private static String sha256(List<?> things) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        things.forEach(thing -> sha256.update((thing + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(sha256.digest());
    }
}
