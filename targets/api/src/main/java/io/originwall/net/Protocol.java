package io.originwall.net;

import java.util.Locale;

/** A transport protocol that has ports. */
public enum Protocol {
    TCP,
    UDP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
