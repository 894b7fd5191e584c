package io.originwall.example;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What the proxy reads: lines such as {@code port 443/tcp} and {@code allow 103.21.244.0/22}.
 *
 * @param unknown lines that say something else
 */
record ProxyFile(List<PortRange> ports, AddressSet allow, List<String> unknown) {
    /** Whatever the text is, the guard that is nearest to it, and the rest of it. */
    static ProxyFile parse(String text) {
        List<PortRange> ports = new ArrayList<>();
        List<Cidr> allow = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            try {
                if (line.startsWith("port ")) {
                    ports.add(PortRange.parse(line.substring(5)));
                } else if (line.startsWith("allow ")) {
                    allow.add(Cidr.parse(line.substring(6)));
                } else {
                    unknown.add(line);
                }
            } catch (AddressFormatException e) {
                unknown.add(line);
            }
        }
        return new ProxyFile(PortRange.merge(ports), AddressSet.ofBlocks(allow), unknown);
    }

    String text(String mark) {
        StringBuilder text = new StringBuilder(mark).append('\n');
        ports.forEach(port -> text.append("port ").append(port).append('\n'));
        allow.blocks().forEach(block -> text.append("allow ").append(block).append('\n'));
        return text.toString();
    }

    /** No guard says that nobody is allowed. */
    Guard guard() {
        return ports.isEmpty() || allow.isEmpty() ? Guard.none() : new Guard(ports, allow, Mode.ENFORCE, DenyWith.DROP);
    }
}
