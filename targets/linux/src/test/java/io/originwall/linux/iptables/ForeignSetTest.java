package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.lab.Faulty;
import io.originwall.linux.lab.NetLab;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody made sets of ours anew, of a type that the kernel does not swap for ours, and rules of ours look into them. */
class ForeignSetTest {
    private static final Guard GUARD = Samples.guard("443/udp");

    /** Commands that write: what stands aside, two families' rules, away with the old, the new, two families' rules, away with what stood aside. */
    private static final int STEPS = 8;

    /** The kernel destroys no set that a rule looks into. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void isReplacedWithoutAHole(Variant variant) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            plantForeign(place);
            Target target = place.target();
            assertThat(target.plan(GUARD).changes()).isNotEmpty();

            SwapFlood flood =
                    SwapFlood.during(lab, 1, round -> target.plan(GUARD).apply());

            assertRight(place, flood);
        }
    }

    /** And whoever heals that is killed at the same step. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void isReplacedWithoutAHoleWhereverThatWasCutShortBefore(Variant variant) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, variant);
            for (int step = 1; step <= STEPS; step++) {
                plantForeign(place);
                assertThat(isKilled(place, step)).as("step " + step).isTrue();

                int again = step;
                SwapFlood flood = SwapFlood.during(lab, 1, round -> {
                    isKilled(place, again);
                    place.target().plan(GUARD).apply();
                });

                assertRight(place, flood);
            }
            plantForeign(place);
            assertThat(isKilled(place, STEPS + 1)).isFalse();
        }
    }

    /** A process that is killed puts nothing back. */
    private static boolean isKilled(Place place, int step) throws TargetException {
        try {
            place.target(new Killed(place.lab().runner(), step)).plan(GUARD).apply();
            return false;
        } catch (Killed.Death e) {
            return true;
        }
    }

    /** What was there cannot be made again from sets of ours: what is put back then would be a guard of no port. */
    @Test
    void aStepThatFailsOpensNothing() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            // From where one family has its new rules until both have them.
            for (int step = 3; step < STEPS - 1; step++) {
                plantForeign(place);
                AtomicInteger count = new AtomicInteger();
                int failing = step;
                Target faulty = place.target(new Faulty(
                        lab.runner(), command -> Killed.writes(command) && count.incrementAndGet() == failing));

                SwapFlood flood = SwapFlood.during(lab, 1, round -> {
                    assertThatThrownBy(() -> faulty.plan(GUARD).apply())
                            .as("step " + failing)
                            .isInstanceOf(TargetException.class)
                            .hasMessageFindingMatch("nothing was changed|not put back.*: run originwall sync");
                    place.target().plan(GUARD).apply();
                });

                assertRight(place, flood);
            }
        }
    }

    private static void assertRight(Place place, SwapFlood flood) throws TargetException {
        assertThat(flood.wronglyAccepted()).isZero();
        assertThat(flood.wronglyDropped()).isZero();
        assertThat(flood.isClean()).isTrue();
        assertThat(place.target().plan(GUARD).changes()).isEmpty();
        assertThat(place.sets()).doesNotContain("-new", "-aside");
        assertThat(place.whole()).doesNotContain("-aside");
    }

    @Test
    void ofTheOtherFamilyIsReplaced() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            Place place = new Place(lab, Variant.NFT);
            place.clear();
            lab.run("ipset", "create", "originwall-allow4", "hash:net", "family", "inet6");

            place.target().plan(GUARD).apply();

            assertThat(place.target().plan(GUARD).changes()).isEmpty();
        }
    }

    /** With the rules of a guard in force that look into them. What they hold is right, as far as the flood goes. */
    private static void plantForeign(Place place) throws TargetException {
        NetLab lab = place.lab();
        place.clear();
        place.target().plan(GUARD).apply();
        String ipv4 = lab.run("iptables" + place.infix() + "-save", "-t", "mangle");
        String ipv6 = lab.run("ip6tables" + place.infix() + "-save", "-t", "mangle");
        String sets = lab.run("ipset", "save");
        place.clear();
        String others = without("originwall-udp", without("originwall-allow4", sets));
        lab.restoreSets(others + "create originwall-allow4 hash:ip family inet\n"
                + "add originwall-allow4 " + NetLab.ALLOWED + "\n"
                + "create somebody bitmap:port range 0-65535\nadd somebody 443\n"
                // Of no family, so that rules of both can look into it.
                + "create originwall-udp list:set\nadd originwall-udp somebody\n");
        lab.restore("iptables" + place.infix() + "-restore", ipv4);
        lab.restore("ip6tables" + place.infix() + "-restore", ipv6);
    }

    private static String without(String set, String sets) {
        return sets.replaceAll("(?m)^(create|add) " + set + " .*\n", "");
    }
}
