package io.originwall.linux.lab;

import io.originwall.net.Address;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Datagrams from an allowed and a foreign source to 443/udp, some 10,000 a second, while a guard is updated. The kernel counts them before
 * and behind the guard, in a table of the test's own, so a packet that a busy machine loses on the way is not counted.
 *
 * @param allowed datagrams of the allowed source that reached the guard
 * @param lost those of them that did not get past it
 * @param foreign datagrams of the foreign source that reached the guard
 * @param leaked those of them that got past it
 */
public record Flood(long allowed, long lost, long foreign, long leaked) {
    /** Something that changes what is in force. */
    @FunctionalInterface
    public interface Update<E extends Exception> {
        void run(int round) throws E;
    }

    /** What sends them, from when it was made until it is stopped. */
    @FunctionalInterface
    interface Source {
        void stop();
    }

    private static final String TABLE = "inet flood_test";
    private static final String DOOR = "door";
    private static final String BEHIND = "behind";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Floods the origin of a lab, where a guard is in force that guards 443/udp and allows {@link NetLab#ALLOWED}.
     *
     * @param times how often {@code update} runs, with 1, 2, …
     * @param <E> how an update fails
     */
    public static <E extends Exception> Flood during(NetLab lab, int times, Update<E> update) throws E {
        lab.nft("add table %1$s\ndelete table %1$s\n".formatted(TABLE)
                + """
                table %s {
                    chain door { type filter hook prerouting priority -300; %s }
                    chain behind { type filter hook input priority 300; %s }
                }
                """.formatted(TABLE, counts(DOOR), counts(BEHIND)));
        Source source = source(lab);
        try {
            awaitBoth(lab);
            for (int i = 1; i <= times; i++) {
                update.run(i);
            }
        } finally {
            source.stop();
        }
        long allowed = counted(lab, DOOR, NetLab.ALLOWED);
        return new Flood(
                allowed,
                allowed - counted(lab, BEHIND, NetLab.ALLOWED),
                counted(lab, DOOR, NetLab.STRANGER),
                counted(lab, BEHIND, NetLab.STRANGER));
    }

    private static Source source(NetLab lab) {
        if (Boolean.getBoolean("originwall.flood.kernel")) {
            return PacketGenerator.start(lab);
        }
        lab.world().startFlood(NetLab.ALLOWED, NetLab.ORIGIN, 443);
        lab.world().startFlood(NetLab.STRANGER, NetLab.ORIGIN, 443);
        return lab.world()::stopFloods;
    }

    private static String counts(String where) {
        return count(NetLab.ALLOWED, where) + count(NetLab.STRANGER, where);
    }

    private static String count(Address source, String where) {
        return "ip saddr %s udp dport 443 counter comment \"%s\"; ".formatted(source, where);
    }

    /** An update before the first datagram would prove nothing. */
    private static void awaitBoth(NetLab lab) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counted(lab, DOOR, NetLab.ALLOWED) == 0 || counted(lab, DOOR, NetLab.STRANGER) == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no flood within " + PATIENCE);
            }
        }
    }

    private static long counted(NetLab lab, String where, Address source) {
        String rules = lab.run("nft", "-nn", "list chain " + TABLE + " " + where);
        Matcher count = Pattern.compile("ip saddr " + Pattern.quote(source.toString()) + " .* packets (\\d+) ")
                .matcher(rules);
        if (!count.find()) {
            throw new IllegalStateException("no count of " + source + " in " + rules);
        }
        return Long.parseLong(count.group(1));
    }

    /** Was every packet treated as it should be, and were there any? */
    public boolean isClean() {
        return allowed > 0 && foreign > 0 && lost == 0 && leaked == 0;
    }
}
