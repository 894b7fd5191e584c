package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The world outside of a machine: the callers of world.py, {@code allowed} at an address that is in the list and {@code stranger} at one that
 * is not, and what answers them on port 443 of the machine.
 */
record World(Machine machine) {
    private static final String SCRIPT = "/opt/test/world.py";

    /** Fewer calls would show nothing. */
    private static final int ENOUGH = 20;

    /**
     * What a caller noted that called all the time.
     *
     * @param made calls; the last ones of them were still open
     * @param in calls that were answered
     * @param out calls that were not
     */
    record Calls(int made, int in, int out) {}

    /** A file beside these tests. */
    static String resource(String name) throws IOException {
        try (InputStream in = World.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** It is there until the machine goes down. */
    void begin() throws IOException {
        machine.write(SCRIPT, resource("world.py"));
        bringUnits("watch@");
        machine.run("systemctl daemon-reload; systemd-run --unit=web python3 " + SCRIPT + " serve; python3 " + SCRIPT
                + " up");
    }

    /** It comes with each boot, and so do those {@code units}; the one that is called feed serves list.txt. */
    void beginWithEachBoot(String... units) throws IOException {
        for (String file : List.of("world.py", "list.txt")) {
            machine.write("/opt/test/" + file, resource(file));
        }
        bringUnits("world", "web", "feed", "watch@");
        // Nothing here is networkd's to bring up, so waiting for it would take two minutes.
        machine.run(
                "systemctl mask systemd-networkd-wait-online; systemctl daemon-reload; systemctl enable --now world "
                        + String.join(" ", units));
    }

    private void bringUnits(String... names) throws IOException {
        for (String name : names) {
            machine.write("/etc/systemd/system/" + name + ".service", resource(name + ".service"));
        }
    }

    /** For a machine that has no Java: the one that runs this test. */
    void bringJava() {
        machine.run("ln -s " + System.getProperty("java.home") + "/bin/java /usr/bin/java");
    }

    /** Whether a call of that caller comes {@code in}, or stays {@code out}. */
    String call(String who) {
        return machine.run("ip netns exec world python3 " + SCRIPT + " call " + who);
    }

    /** Lets each of them call all the time. */
    void watch(String... callers) {
        for (String who : callers) {
            machine.run("rm -f /run/watch-" + who + "; systemctl start watch@" + who);
        }
    }

    /** Ends that, and asserts that the stranger did try and never came in. */
    void assertNoStrangerCameIn() {
        assertThat(endOf("stranger").in()).as("a stranger's calls that came in").isZero();
    }

    /** Ends that, and asserts that none of many calls of the allowed one stayed out. */
    void assertEveryVisitorCameIn() {
        Calls calls = endOf("allowed");
        assertThat(calls.in()).as("a visitor's calls that came in").isGreaterThan(ENOUGH);
        assertThat(calls.out()).as("those that stayed out").isZero();
    }

    private Calls endOf(String who) {
        machine.run("systemctl stop watch@" + who);
        int[] counts = Stream.of(machine.run("cat /run/watch-" + who).split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        Calls calls = new Calls(counts[0], counts[1], counts[2]);
        assertThat(calls.made()).as("calls of the %s", who).isGreaterThan(ENOUGH);
        return calls;
    }
}
