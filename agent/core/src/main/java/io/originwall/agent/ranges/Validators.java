package io.originwall.agent.ranges;

import java.util.Optional;

/**
 * What a conditional request is made of (RFC 9110, section 8.8): the server's own words about the version it gave last.
 */
record Validators(Optional<String> etag, Optional<String> lastModified) {
    private static final int LONGEST = 256;

    static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

    Validators {
        etag = etag.filter(Validators::isSendable);
        lastModified = lastModified.filter(Validators::isSendable);
    }

    boolean isEmpty() {
        return etag.isEmpty() && lastModified.isEmpty();
    }

    // What came in as one header must be fit to go out as one.
    private static boolean isSendable(String value) {
        return !value.isEmpty() && value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
