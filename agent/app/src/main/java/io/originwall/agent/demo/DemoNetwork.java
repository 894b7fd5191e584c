package io.originwall.agent.demo;

import io.originwall.net.Address;
import io.originwall.net.Family;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The network inside the sandbox: this process is the origin; a second namespace holds the clients, one veth pair away. Documentation
 * addresses (RFC 5737, RFC 3849) for the origin, so nobody's are borrowed but the clients' own.
 */
final class DemoNetwork implements AutoCloseable {
    static final String ORIGIN_IPV4 = "192.0.2.1";
    static final String ORIGIN_IPV6 = "2001:db8::1";
    private static final String GATEWAY_IPV4 = "192.0.2.2";
    private static final String GATEWAY_IPV6 = "2001:db8::2";

    private final Process client;
    private final BufferedReader answers;
    private final Writer orders;

    private DemoNetwork(Process client) {
        this.client = client;
        this.answers = client.inputReader(StandardCharsets.UTF_8);
        this.orders = client.outputWriter(StandardCharsets.UTF_8);
    }

    /** Builds the network, with the clients' addresses on the far side. */
    static DemoNetwork build(List<Address> clients) throws DemoException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tools.find("unshare", "util-linux"), "--net", "--"));
        command.addAll(Tools.java(DemoClient.class.getName()));
        try {
            Process client = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            DemoNetwork stage = new DemoNetwork(client);
            try {
                stage.wire(clients);
                return stage;
            } catch (DemoException | InterruptedException e) {
                stage.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DemoException("cannot start the client: " + e.getMessage(), e);
        }
    }

    private void wire(List<Address> clients) throws DemoException, InterruptedException {
        String pid = Long.toString(client.pid());
        awaitNamespace(pid);
        ip("link", "add", "origin", "type", "veth", "peer", "name", "client", "netns", pid);
        up(List.of(), "origin", ORIGIN_IPV4, ORIGIN_IPV6);
        List<String> there = List.of(Tools.find("nsenter", "util-linux"), "--net=/proc/" + pid + "/ns/net", "--");
        up(there, "client", GATEWAY_IPV4, GATEWAY_IPV6);
        for (Address address : clients) {
            ip(there, "address", "add", address.toString(), "dev", "client", "nodad");
        }
        ip("route", "add", "default", "via", GATEWAY_IPV4);
        ip("-6", "route", "add", "default", "via", GATEWAY_IPV6);
    }

    /** The child has its own namespace only once {@code unshare} has run in it. */
    private static void awaitNamespace(String pid) throws DemoException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (!namespace(pid).equals(namespace("self"))) {
                return;
            }
            Thread.sleep(10);
        }
        throw new DemoException("the client's network namespace does not come up");
    }

    /** The network namespace of a process, as the kernel names it. */
    static Path namespace(String pid) throws DemoException {
        try {
            return Files.readSymbolicLink(Path.of("/proc", pid, "ns", "net"));
        } catch (IOException e) {
            throw new DemoException("cannot tell the network namespace of process " + pid + ": " + e, e);
        }
    }

    private static void up(List<String> where, String link, String ipv4, String ipv6)
            throws DemoException, InterruptedException {
        ip(where, "address", "add", ipv4 + "/24", "dev", link);
        ip(where, "address", "add", ipv6 + "/64", "dev", link, "nodad");
        ip(where, "link", "set", link, "up");
    }

    private static void ip(String... arguments) throws DemoException, InterruptedException {
        ip(List.of(), arguments);
    }

    private static void ip(List<String> where, String... arguments) throws DemoException, InterruptedException {
        List<String> command = new ArrayList<>(where);
        command.add(Tools.find("ip", "iproute2"));
        command.addAll(List.of(arguments));
        Tools.demand(command);
    }

    /** Tries a real connection to the origin from this address; true when it came through. */
    boolean connects(Address from, int port, int millis) throws DemoException {
        String origin = from.family() == Family.IPV4 ? ORIGIN_IPV4 : ORIGIN_IPV6;
        try {
            orders.write(from + " " + origin + " " + port + " " + millis + "\n");
            orders.flush();
            return "open".equals(answers.readLine());
        } catch (IOException e) {
            throw new DemoException("the client is gone: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.destroyForcibly();
    }
}
