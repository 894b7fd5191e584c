package io.originwall.agent.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/** Which account is at the other end of a Unix-domain socket, by the kernel's word (SO_PEERCRED). */
final class PeerAccount {
    /** By number where the system has no name for it. */
    private static final Set<String> ROOT = Set.of("root", "0");

    private PeerAccount() {}

    /** Is it root, or this account? Both can do what the daemon does anyway. */
    static boolean isTrusted(SocketChannel channel, UserPrincipal account) throws IOException {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            // Windows: who may use the socket is up to the access list of its directory.
            return true;
        }
        UserPrincipal peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return peer.equals(account) || ROOT.contains(peer.getName());
    }
}
