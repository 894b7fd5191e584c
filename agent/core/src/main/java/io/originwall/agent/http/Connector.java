package io.originwall.agent.http;

import io.originwall.text.ShortList;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connects to the first address of a host that takes the connection, as RFC 8305 has it: the families in turn, the next address as soon as
 * one fails or after a fifth of a second, and the ones before it still in the race.
 *
 * @param limit for all addresses together; the look-up of the name is not part of it
 */
record Connector(Resolver resolver, Duration limit) {
    private static final Duration HEAD_START = Duration.ofMillis(200);

    /** Of a name with very many addresses, so as not to run out of files. */
    private static final int MAX_AT_ONCE = 32;

    /** Blocks until there is a connection, none is to be had, the time is up, or the sockets are closed. */
    SocketChannel connect(String host, int port, OpenSockets sockets) throws IOException {
        List<InetAddress> addresses = inTurn(resolver.resolve(host));
        try (Selector selector = sockets.add(Selector.open());
                Race race = new Race(addresses, port, limit, selector, sockets)) {
            SocketChannel winner = race.run();
            winner.configureBlocking(true);
            return winner;
        } catch (ClosedSelectorException e) {
            throw new IOException("ended", e);
        }
    }

    /** The first address stays the first; after it the families alternate. */
    static List<InetAddress> inTurn(InetAddress... addresses) {
        Deque<InetAddress> first = new ArrayDeque<>();
        Deque<InetAddress> second = new ArrayDeque<>();
        boolean startsWithIpv6 = addresses[0] instanceof Inet6Address;
        for (InetAddress address : addresses) {
            (address instanceof Inet6Address == startsWithIpv6 ? first : second).add(address);
        }
        List<InetAddress> mixed = new ArrayList<>(addresses.length);
        while (!first.isEmpty() || !second.isEmpty()) {
            Deque<InetAddress> next = first.isEmpty() ? second : first;
            mixed.add(next.remove());
            if (!second.isEmpty() && next == first) {
                mixed.add(second.remove());
            }
        }
        return mixed;
    }

    /** One connection attempt for each address, in one thread. */
    private static final class Race implements AutoCloseable {
        private final Deque<InetAddress> waiting;
        private final int port;
        private final Duration limit;
        private final long headStart;
        private final Selector selector;
        private final OpenSockets sockets;
        private final Map<SocketChannel, InetAddress> running = new LinkedHashMap<>();
        private final List<String> failures = new ArrayList<>();
        private long next;

        Race(List<InetAddress> addresses, int port, Duration limit, Selector selector, OpenSockets sockets) {
            this.waiting = new ArrayDeque<>(addresses);
            this.port = port;
            this.limit = limit;
            // Half of the time is left for the last one of many.
            this.headStart = Math.min(HEAD_START.toNanos(), limit.toNanos() / 2 / addresses.size());
            this.selector = selector;
            this.sockets = sockets;
        }

        SocketChannel run() throws IOException {
            long start = System.nanoTime();
            while (true) {
                long now = System.nanoTime() - start;
                if (now >= limit.toNanos()) {
                    throw new SocketTimeoutException(
                            "no connection within " + limit.toMillis() + " ms: " + ShortList.of(unanswered()));
                }
                Optional<SocketChannel> winner;
                if (!waiting.isEmpty() && now >= next) {
                    next = now + headStart;
                    winner = start(waiting.remove());
                } else if (running.isEmpty()) {
                    throw new ConnectException(ShortList.of(failures));
                } else {
                    long wake = waiting.isEmpty() ? limit.toNanos() : Math.min(next, limit.toNanos());
                    selector.select(Math.max(1, Duration.ofNanos(wake - now).toMillis()));
                    winner = connected();
                }
                if (winner.isPresent()) {
                    return winner.get();
                }
            }
        }

        private Optional<SocketChannel> start(InetAddress address) throws IOException {
            if (running.size() >= MAX_AT_ONCE) {
                failed(running.keySet().iterator().next(), "no answer");
            }
            SocketChannel channel = sockets.add(SocketChannel.open());
            running.put(channel, address);
            try {
                channel.configureBlocking(false);
                if (channel.connect(new InetSocketAddress(address, port))) {
                    running.remove(channel);
                    return Optional.of(channel);
                }
                channel.register(selector, SelectionKey.OP_CONNECT);
            } catch (IOException | UnsupportedAddressTypeException e) {
                failed(channel, Optional.ofNullable(e.getMessage()).orElse("IPv6 is off"));
            }
            return Optional.empty();
        }

        private Optional<SocketChannel> connected() throws IOException {
            List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
            selector.selectedKeys().clear();
            for (SelectionKey key : ready) {
                SocketChannel channel = (SocketChannel) key.channel();
                try {
                    if (channel.finishConnect()) {
                        running.remove(channel);
                        // It can block again only when no selector knows it.
                        key.cancel();
                        selector.selectNow();
                        return Optional.of(channel);
                    }
                } catch (IOException e) {
                    failed(channel, String.valueOf(e.getMessage()));
                }
            }
            return Optional.empty();
        }

        /** The next one starts at once. */
        private void failed(SocketChannel channel, String why) throws IOException {
            failures.add(why + " (" + address(channel).getHostAddress() + ")");
            running.remove(channel);
            channel.close();
            next = 0;
        }

        private InetAddress address(SocketChannel channel) {
            InetAddress address = running.get(channel);
            if (address == null) {
                throw new IllegalStateException("not in the race: " + channel);
            }
            return address;
        }

        private List<String> unanswered() {
            running.values().forEach(address -> failures.add("no answer (" + address.getHostAddress() + ")"));
            return failures;
        }

        /** Closes the losers. */
        @Override
        public void close() throws IOException {
            for (SocketChannel loser : running.keySet()) {
                loser.close();
            }
        }
    }
}
