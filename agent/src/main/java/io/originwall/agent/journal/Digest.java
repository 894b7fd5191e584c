package io.originwall.agent.journal;

import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for a set of addresses: equal sets have equal ones. For people to compare, no protection against anybody. */
final class Digest {
    private static final int BYTES = 6;

    private Digest() {}

    static String of(AddressSet addresses) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (AddressRange range : addresses.ranges()) {
            sha256.update((range.first() + "-" + range.last() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    }
}
