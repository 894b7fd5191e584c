package io.originwall.agent.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The private user and network namespace in which the demo plays: root in there, nobody outside, and no way out. */
public final class Sandbox {
    private Sandbox() {}

    /**
     * Runs this program again inside a new sandbox, with its output going straight through.
     *
     * @param mainClass the program's main class
     * @param arguments its arguments; the namespace outside, for {@link #isInside}, is added as the last
     * @return its exit code
     * @throws DemoException if this machine does not let us make one
     */
    public static int enter(String mainClass, List<String> arguments) throws DemoException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper());
        command.addAll(Tools.java(mainClass));
        command.addAll(arguments);
        command.add(DemoNetwork.namespace("self").toString());
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new DemoException("cannot start the sandbox: " + e.getMessage(), e);
        }
    }

    /** Is this process in another network namespace than that one? The play begins with a flushed ruleset: never on the host. */
    public static boolean isInside(String outside) throws DemoException {
        return outside.startsWith("net:[")
                && !DemoNetwork.namespace("self").toString().equals(outside);
    }

    private static List<String> wrapper() throws DemoException, InterruptedException {
        String unshare = Tools.find("unshare", "util-linux");
        List<String> unprivileged = List.of(unshare, "--user", "--map-root-user", "--net", "--");
        List<String> asRoot = List.of(unshare, "--net", "--");
        if (works(unprivileged)) {
            return unprivileged;
        }
        // Root may do without a user namespace: the network namespace alone keeps the host untouched.
        if (works(asRoot)) {
            return asRoot;
        }
        throw new DemoException(
                "this system does not let an ordinary user make a network namespace"
                        + " (Ubuntu 24.04 and hardened kernels forbid it): run the demo with sudo; it still leaves the host alone");
    }

    private static boolean works(List<String> wrapper) throws DemoException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        // Making an interface is what takes the rights that a restricted user namespace lacks.
        command.addAll(List.of(Tools.find("ip", "iproute2"), "link", "set", "lo", "up"));
        return Tools.run(command).code() == 0;
    }
}
