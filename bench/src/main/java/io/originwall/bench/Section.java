package io.originwall.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What can be measured, in the order of the page. */
enum Section {
    WARM("Warm sync"),
    COLD("Cold sync"),
    PEERS("What else does it"),
    LARGE("A hundred thousand blocks"),
    GROWTH("Growth"),
    DRIFT("Drift"),
    FIGHT("A fight"),
    FOOTPRINT("How big"),
    IPTABLES("iptables"),
    /** Takes half an hour, so only by name. */
    SOAK("Soak");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<Section> usual() {
        return Stream.of(values()).filter(section -> section != SOAK).toList();
    }
}
