package io.originwall.linux.lab;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.net.Address;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A small internet: an origin, and the world, which has allowed and foreign addresses, each a network namespace with a peer in it. The test
 * itself stays outside and never runs a firewall command but through {@link #runner}. Works as root, and without where the kernel lets users
 * make namespaces.
 */
public final class NetLab implements AutoCloseable {
    public static final Address ORIGIN = Address.parse("192.0.2.1");
    public static final Address ORIGIN_IPV6 = Address.parse("2001:db8:2::1");
    public static final Address ALLOWED = Address.parse("103.21.244.10");
    public static final Address ALLOWED_IPV6 = Address.parse("2400:cb00::10");
    public static final Address STRANGER = Address.parse("198.51.100.10");
    public static final Address STRANGER_IPV6 = Address.parse("2001:db8:f::10");
    /** The world's address on the wire; foreign too, and the one its datagrams come from. */
    public static final Address NEIGHBOUR = Address.parse("192.0.2.2");

    public static final Address NEIGHBOUR_IPV6 = Address.parse("2001:db8:2::2");
    public static final Address CONTAINER = Address.parse("172.17.0.2");
    public static final Address POD = Address.parse("10.244.0.5");
    public static final Address SERVICE = Address.parse("10.96.0.1");
    public static final Address CONTAINER_IPV6 = Address.parse("fd17::2");

    /** What the boot script of the packaged program is, seen from this module's directory. */
    private static final Path BOOT = Path.of("../../agent/app/src/main/dist/libexec/boot");

    /** Long for an answer, short for a silence; below the second after which TCP would try again. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final CommandRunner machine = new SystemCommandRunner();
    private final boolean root = System.getProperty("user.name").equals("root");
    private final List<Peer> peers = new ArrayList<>();
    private final Peer origin;
    private final Peer world;

    private NetLab() {
        origin = add(Peer.start(root ? List.of("unshare", "-n") : List.of("unshare", "-Urn")));
        world = add(startBeside());
    }

    /** A lab of one's own, or a skipped test where the machine cannot have one; with CI=true a failed one. */
    public static NetLab open() {
        Optional<String> obstacle = obstacle();
        obstacle.ifPresent(text -> {
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail("CI=true, so this test must not be skipped: " + text);
            }
            Assumptions.abort("skipped: " + text);
        });
        NetLab lab = new NetLab();
        try {
            lab.wire();
            lab.warmUp(lab.origin, ORIGIN, lab.world, ALLOWED);
            lab.warmUp(lab.origin, ORIGIN_IPV6, lab.world, ALLOWED_IPV6);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static Optional<String> obstacle() {
        boolean root = System.getProperty("user.name").equals("root");
        Command probe = Command.of("unshare", root ? "-n" : "-Urn", "nft", "list", "tables");
        try {
            CommandResult result = new SystemCommandRunner().run(probe);
            return result.isSuccess()
                    ? Optional.empty()
                    : Optional.of("no private network namespace with nftables here: " + probe + ": " + result.stderr());
        } catch (CommandException e) {
            return Optional.of("no private network namespace here: " + e.getMessage());
        }
    }

    private Peer add(Peer peer) {
        peers.add(peer);
        return peer;
    }

    private Peer startBeside() {
        List<String> prefix = new ArrayList<>(
                root ? List.of() : List.of("nsenter", "-t", "" + origin.pid(), "-U", "--preserve-credentials"));
        prefix.addAll(List.of("unshare", "-n"));
        return Peer.start(prefix);
    }

    private List<String> inside(Peer peer) {
        return root
                ? List.of("nsenter", "-t", "" + peer.pid(), "-n")
                : List.of("nsenter", "-t", "" + peer.pid(), "-U", "--preserve-credentials", "-n");
    }

    private void wire() {
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", "" + world.pid());
        address("eth0", "192.0.2.1/24", "2001:db8:2::1/64");
        runIn(world, "ip", "link", "set", "lo", "up");
        addressIn(
                world,
                "eth0",
                "192.0.2.2/24",
                "2001:db8:2::2/64",
                ALLOWED + "/32",
                STRANGER + "/32",
                ALLOWED_IPV6 + "/128",
                STRANGER_IPV6 + "/128");
        run("ip", "route", "add", "default", "via", "192.0.2.2");
        run("ip", "-6", "route", "add", "default", "via", "2001:db8:2::2");
    }

    private void address(String device, String... addresses) {
        addressIn(origin, device, addresses);
    }

    private void addressIn(Peer peer, String device, String... addresses) {
        StringJoiner commands = new StringJoiner("\n", "", "\n");
        for (String address : addresses) {
            // Without nodad an IPv6 address is of no use for its first second.
            commands.add("address add " + address + " dev " + device + (address.contains(":") ? " nodad" : ""));
        }
        commands.add("link set " + device + " up");
        run(Command.of("ip", "-batch", "-").withStdin(commands.toString()).prefixedBy(inside(peer)));
    }

    /** A container behind a bridge of the origin, with a route to the world; nothing is published yet. */
    public Peer addContainer(String bridge) {
        Peer container = add(startBeside());
        run("ip", "link", "add", bridge, "type", "bridge");
        address(bridge, "172.17.0.1/16", "fd17::1/64");
        run("ip", "link", "add", "vethc", "type", "veth", "peer", "name", "eth0", "netns", "" + container.pid());
        run("ip", "link", "set", "vethc", "master", bridge, "up");
        runIn(container, "ip", "link", "set", "lo", "up");
        addressIn(container, "eth0", CONTAINER + "/16", CONTAINER_IPV6 + "/64");
        runIn(container, "ip", "route", "add", "default", "via", "172.17.0.1");
        runIn(container, "ip", "-6", "route", "add", "default", "via", "fd17::1");
        runIn(world, "ip", "route", "add", "172.17.0.0/16", "via", "192.0.2.1");
        runIn(world, "ip", "-6", "route", "add", "fd17::/64", "via", "2001:db8:2::1");
        run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        warmUp(container, CONTAINER, world, NEIGHBOUR);
        warmUp(container, CONTAINER_IPV6, world, NEIGHBOUR_IPV6);
        return container;
    }

    /** A pod of a cluster behind an interface of its own, as Calico and Cilium make them: no bridge. */
    public Peer addPod(String device) {
        Peer pod = add(startBeside());
        run("ip", "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", "" + pod.pid());
        address(device, "10.244.0.1/32");
        run("ip", "route", "add", POD + "/32", "dev", device);
        runIn(pod, "ip", "link", "set", "lo", "up");
        addressIn(pod, "eth0", POD + "/32");
        runIn(pod, "ip", "route", "add", "10.244.0.1", "dev", "eth0");
        runIn(pod, "ip", "route", "add", "default", "via", "10.244.0.1");
        run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        awaitWay(ORIGIN, Port.parse("9/tcp"), pod, POD);
        return pod;
    }

    /** The address of a service, where kube-proxy puts it in its mode IPVS. This kernel has no dummy interfaces; any that is down will do. */
    public void addClusterAddress() {
        run("ip", "tuntap", "add", "kube-ipvs0", "mode", "tun");
        run("ip", "address", "add", SERVICE + "/32", "dev", "kube-ipvs0");
    }

    /** Makes the origin's interface to the world a port of a bridge, which gets its addresses and routes. */
    public void putUplinkInto(String bridge) {
        run("ip", "link", "set", "eth0", "master", bridge);
        run("ip", "address", "flush", "dev", "eth0", "scope", "global");
        address(bridge, "192.0.2.1/24", "2001:db8:2::1/64");
        run("ip", "route", "replace", "default", "via", "192.0.2.2");
        run("ip", "-6", "route", "flush", "default");
        run("ip", "-6", "route", "add", "default", "via", "2001:db8:2::2");
        awaitWay(ORIGIN, Port.parse("9/tcp"), world, ALLOWED);
        awaitWay(ORIGIN_IPV6, Port.parse("10/tcp"), world, ALLOWED_IPV6);
    }

    /** Calls until it is answered: neighbours are found and classes are loaded before a test begins to be impatient. */
    private void warmUp(Peer server, Address to, Peer client, Address from) {
        Port port = Port.parse(to.family() == Family.IPV4 ? "9/tcp" : "10/tcp");
        server.serve(port);
        awaitWay(to, port, client, from);
    }

    private void awaitWay(Address to, Port port, Peer client, Address from) {
        for (int attempt = 0; attempt < 30; attempt++) {
            if (call(client, from, to, port) == Peer.Reply.CONNECTED) {
                return;
            }
        }
        throw new IllegalStateException("no way from " + from + " to " + to);
    }

    /** The world sends packets to these addresses to the origin too, though they are not the origin's own. */
    public void routeToOrigin(Address ipv4, Address ipv6) {
        runIn(world, "ip", "route", "replace", ipv4 + "/32", "via", "192.0.2.1");
        runIn(world, "ip", "-6", "route", "replace", ipv6 + "/128", "via", "2001:db8:2::1");
    }

    /** Runs firewall commands in the origin. */
    public CommandRunner runner() {
        List<String> prefix = inside(origin);
        return new CommandRunner() {
            @Override
            public CommandResult run(Command command) throws CommandException {
                return machine.run(command.prefixedBy(prefix));
            }

            @Override
            public RunningCommand start(Command command, Consumer<String> lines) throws CommandException {
                return machine.start(command.prefixedBy(prefix), lines);
            }

            @Override
            public String read(Path file) throws IOException {
                try {
                    CommandResult result = run(Command.of("cat", file.toString()));
                    if (result.isSuccess()) {
                        return result.stdout();
                    }
                    throw new IOException(result.stderr());
                } catch (CommandException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    /** A process that is to run in the origin, not started yet. */
    public ProcessBuilder process(List<String> argv) {
        return new ProcessBuilder(
                Stream.concat(inside(origin).stream(), argv.stream()).toList());
    }

    /** A process that is to run in the world, not started yet. */
    public ProcessBuilder processInWorld(List<String> argv) {
        return new ProcessBuilder(
                Stream.concat(inside(world).stream(), argv.stream()).toList());
    }

    /** Runs a command in the origin and returns what it printed; it must succeed. */
    public String run(String... argv) {
        return runIn(origin, argv);
    }

    /** Loads a script into the origin's nftables; it must succeed. */
    public void nft(String script) {
        run(Command.of("nft", "-f", "-").withStdin(script).prefixedBy(inside(origin)));
    }

    /** The same for JSON, in which nft takes any text for a name or a comment. */
    public void nftJson(String commands) {
        run(Command.of("nft", "-j", "-f", "-").withStdin(commands).prefixedBy(inside(origin)));
    }

    /** Feeds rules to one of the origin's restore commands; it must succeed. */
    public void restore(String command, String rules) {
        run(Command.of(command).withStdin(rules).prefixedBy(inside(origin)));
    }

    /** Feeds sets to the origin's ipset; it must succeed. */
    public void restoreSets(String sets) {
        run(Command.of("ipset", "restore").withStdin(sets).prefixedBy(inside(origin)));
    }

    /** Runs the boot script over one file, as the boot unit does; it must succeed. */
    public void boot(String name, Optional<String> content) {
        try {
            Path state = Files.createTempDirectory("boot");
            try {
                if (content.isPresent()) {
                    Files.writeString(state.resolve(name), content.get());
                }
                boot(state);
            } finally {
                Files.deleteIfExists(state.resolve(name));
                Files.delete(state);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the boot script over this state directory; it must succeed. */
    public void boot(Path state) throws IOException {
        run("sh", BOOT.toRealPath().toString(), state.toString());
    }

    /**
     * The same, with somebody who writes at the same time.
     *
     * @param count of the boot script's calls of {@code nft -f}, before which this is done
     * @param meanwhile a command for nft
     * @return what the script printed on both streams; it must succeed
     */
    public String boot(Path state, int count, String meanwhile) throws IOException {
        String script = """
                nft() {
                  if [ "$1" = -f ]; then
                    echo >>"$calls"
                    [ "$(wc -l <"$calls")" != %d ] || command nft %s
                  fi
                  command nft "$@"
                }
                calls=$1/calls
                . "$0" 2>&1
                """.formatted(count, meanwhile);
        return run("sh", "-c", script, BOOT.toRealPath().toString(), state.toString());
    }

    /** Runs a script in the world, of raw packets for instance, and returns what it printed; it must succeed. */
    public String python(String script, String... arguments) {
        return run(Command.of(Stream.concat(Stream.of("python3", "-"), Stream.of(arguments))
                        .toArray(String[]::new))
                .withStdin(script)
                .prefixedBy(inside(world)));
    }

    /** Runs a command in the world and returns what it printed; it must succeed. */
    String runInWorld(String... argv) {
        return runIn(world, argv);
    }

    private String runIn(Peer peer, String... argv) {
        return run(Command.of(argv).prefixedBy(inside(peer)));
    }

    private String run(Command command) {
        try {
            CommandResult result = machine.run(command);
            Assertions.assertTrue(result.isSuccess(), () -> command + ": " + result);
            return result.stdout();
        } catch (CommandException e) {
            throw new IllegalStateException(e);
        }
    }

    public Peer origin() {
        return origin;
    }

    public Peer world() {
        return world;
    }

    /** One attempt from an address of the world to the origin. */
    public Peer.Reply call(Address from, Port port) {
        return world.call(from, from.family() == Family.IPV4 ? ORIGIN : ORIGIN_IPV6, port, PATIENCE);
    }

    /** One attempt from anywhere to anywhere. */
    public Peer.Reply call(Peer peer, Address from, Address to, Port port) {
        return peer.call(from, to, port, PATIENCE);
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
    }
}
