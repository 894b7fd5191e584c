package io.originwall.linux.lab;

import io.originwall.net.Address;
import io.originwall.net.Family;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Flows between the origin and two clients, an allowed one and a stranger, which begin before a guard goes up. The server counts what it
 * receives. All packets take one path, so once a packet of the allowed client has arrived, what the stranger sent before has arrived too, or
 * never will.
 */
public final class OldFlows implements AutoCloseable {
    private static final String SERVER = """
            import socket, sys, select
            family = socket.AF_INET6 if sys.argv[1] == 'IPV6' else socket.AF_INET
            port = int(sys.argv[2])
            udp = socket.socket(family, socket.SOCK_DGRAM); udp.bind(('', port))
            tcp = socket.socket(family, socket.SOCK_STREAM); tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.bind(('', port)); tcp.listen()
            datagrams, octets, peers, open = {}, {}, [], {}
            print('ready', flush=True)
            while True:
                for ready in select.select([udp, tcp, sys.stdin] + list(open), [], [])[0]:
                    if ready is udp:
                        peer = udp.recvfrom(100)[1]
                        datagrams[peer[0]] = datagrams.get(peer[0], 0) + 1
                        if peer not in peers: peers.append(peer)
                    elif ready is tcp:
                        connection, peer = tcp.accept()
                        open[connection] = peer[0]
                    elif ready is sys.stdin:
                        line = sys.stdin.readline()
                        if not line: sys.exit()
                        words = line.split()
                        if words[0] == 'speak':
                            for peer in peers: udp.sendto(b'first', peer)
                            print(len(peers), flush=True)
                        else:
                            print((datagrams if words[0] == 'udp' else octets).get(words[1], 0), flush=True)
                    else:
                        try: data = ready.recv(100)
                        except OSError: data = b''
                        if data: octets[open[ready]] = octets.get(open[ready], 0) + len(data)
                        else: del open[ready]
            """;

    private static final String CLIENT = """
            import socket, sys
            family = socket.AF_INET6 if sys.argv[1] == 'IPV6' else socket.AF_INET
            server = (sys.argv[2], int(sys.argv[3]))
            udp, tcp = [], []
            for source in sys.argv[4:]:
                udp.append(socket.socket(family, socket.SOCK_DGRAM)); udp[-1].bind((source, 0))
                tcp.append(socket.create_connection(server, source_address=(source, 0)))
                tcp[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            print('ready', flush=True)
            for line in sys.stdin:
                if line.strip() == 'hear':
                    for flow in udp: flow.recv(100)
                else:
                    for i in range(int(line)):
                        for flow in udp: flow.sendto(b'x', server)
                        for flow in tcp: flow.send(b'x')
                print('done', flush=True)
            """;

    private final Address stranger;
    private final Address allowed;
    private final Machine server;
    private final Machine client;

    private OldFlows(Address stranger, Address allowed, Machine server, Machine client) {
        this.stranger = stranger;
        this.allowed = allowed;
        this.server = server;
        this.client = client;
    }

    /** Starts a server in the origin and the clients in the world: a TCP connection and a datagram from each. */
    public static OldFlows begin(NetLab lab, Family family, int port) {
        boolean ipv4 = family == Family.IPV4;
        Address origin = ipv4 ? NetLab.ORIGIN : NetLab.ORIGIN_IPV6;
        Address stranger = ipv4 ? NetLab.STRANGER : NetLab.STRANGER_IPV6;
        Address allowed = ipv4 ? NetLab.ALLOWED : NetLab.ALLOWED_IPV6;
        Machine server = new Machine(lab.process(List.of("python3", "-c", SERVER, family.name(), "" + port)));
        Machine client = new Machine(lab.processInWorld(
                Stream.of("python3", "-c", CLIENT, family.name(), origin, "" + port, stranger, allowed)
                        .map(Object::toString)
                        .toList()));
        OldFlows flows = new OldFlows(stranger, allowed, server, client);
        flows.send(1);
        return flows;
    }

    /** The server sends a datagram to each client, before any of them sends another. */
    public void serverSendsFirst() {
        server.ask("speak");
        client.ask("hear");
    }

    /** Each client sends so many datagrams, and as many octets by TCP; waits until all of the allowed one's have arrived. */
    public void send(int packets) {
        long datagrams = received("udp", allowed) + packets;
        long octets = received("tcp", allowed) + packets;
        client.ask("" + packets);
        while (received("udp", allowed) < datagrams || received("tcp", allowed) < octets) {
            Thread.onSpinWait();
        }
    }

    /** Datagrams that the stranger got through, so far. */
    public long datagramsOfTheStranger() {
        return received("udp", stranger);
    }

    /** Octets that the stranger got through by TCP, so far. */
    public long octetsOfTheStranger() {
        return received("tcp", stranger);
    }

    private long received(String protocol, Address from) {
        return Long.parseLong(server.ask(protocol + " " + from));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private static final class Machine implements AutoCloseable {
        private final Process process;
        private final PrintWriter commands;
        private final BufferedReader replies;

        Machine(ProcessBuilder builder) {
            try {
                process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            reply();
        }

        String ask(String command) {
            commands.println(command);
            return reply();
        }

        private String reply() {
            try {
                String reply = replies.readLine();
                if (reply == null) {
                    throw new IllegalStateException("it ended");
                }
                return reply;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
