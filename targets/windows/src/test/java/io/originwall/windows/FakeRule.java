package io.originwall.windows;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A rule of the {@link FakeFirewall}: properties in the COM object's types, each checked as it is put. "Each time you change a property of
 * a rule, Windows Firewall commits the rule and verifies it for correctness. As a result, when you edit a rule, you must perform the steps
 * in a specific order" (netfw.h, INetFwRule).
 */
final class FakeRule {
    /** What the firewall answers to a value it does not take. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final String hresult;

        RefusedException(String hresult, String message) {
            super(message);
            this.hresult = hresult;
        }
    }

    private static final int TCP = 6;
    private static final int UDP = 17;

    String name = "";
    String group = "";
    String description = "";
    boolean enabled;
    int direction = 1;
    int action = 1;
    int protocol = 256;
    String localPorts = "";
    /** None means all. */
    private final BitSet ports = new BitSet();

    FakeAddresses remoteAddresses = FakeAddresses.ANY;
    private AddressSet set = FakeAddresses.ANY.set();
    int profiles = 0x7fffffff;
    String application = "";
    List<String> interfaces = List.of();
    int secureFlags;
    String owner = "";

    static FakeRule allow(String name, String group, String ports) {
        FakeRule rule = new FakeRule();
        rule.putName(name);
        rule.group = group;
        rule.enabled = true;
        rule.putProtocol(TCP);
        rule.putLocalPorts(ports);
        return rule;
    }

    static FakeRule block(String name, String group, String ports, String addresses) {
        FakeRule rule = allow(name, group, ports);
        rule.action = 0;
        rule.putRemoteAddresses(addresses);
        return rule;
    }

    /** "This property is required. The string must not contain a | and must not be "all"" (INetFwRule::put_Name). */
    void putName(String value) {
        if (value.isEmpty() || value.contains("|") || value.equalsIgnoreCase("all")) {
            throw invalid("Name", value);
        }
        name = value;
    }

    void putGrouping(String value) {
        if (value.contains("|")) {
            throw invalid("Grouping", value);
        }
        group = value;
    }

    void putProtocol(int value) {
        if (value < 0 || value > 256) {
            throw invalid("Protocol", value);
        }
        protocol = value;
    }

    /** "The Protocol property must be set before the LocalPorts or RemotePorts properties or an error will be returned." */
    void putLocalPorts(String value) {
        if (protocol != TCP && protocol != UDP) {
            throw invalid("LocalPorts", value);
        }
        ports.clear();
        for (String token : value.equals("*") ? new String[0] : value.split(",", -1)) {
            String[] ends = token.split("-", -1);
            int first = port(ends[0]);
            int last = port(ends[ends.length - 1]);
            if (ends.length > 2 || first > last) {
                throw invalid("LocalPorts", value);
            }
            ports.set(first, last + 1);
        }
        localPorts = value;
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw invalid("LocalPorts", text);
        }
        return Integer.parseInt(text);
    }

    void putRemoteAddresses(String value) {
        remoteAddresses = FakeAddresses.of(value);
        set = remoteAddresses.set();
    }

    void putDirection(int value) {
        if (value != 1 && value != 2) {
            throw invalid("Direction", value);
        }
        direction = value;
    }

    void putAction(int value) {
        if (value != 0 && value != 1) {
            throw invalid("Action", value);
        }
        action = value;
    }

    void putProfiles(int value) {
        if (value <= 0) {
            throw invalid("Profiles", value);
        }
        profiles = value;
    }

    static RefusedException invalid(String property, Object value) {
        return new RefusedException("0x80070057", "The parameter is incorrect: " + property + " = " + value);
    }

    /** Nobody says in which order ports are read back: here in another than they were put. */
    String getLocalPorts() {
        List<String> tokens = new ArrayList<>(List.of(localPorts.split(",", -1)));
        Collections.reverse(tokens);
        return String.join(",", tokens);
    }

    boolean matches(Address from, Port to, int profile) {
        return enabled
                && direction == 1
                && (profiles & profile) != 0
                && application.isEmpty()
                && interfaces.isEmpty()
                && (protocol == 256
                        || (protocol == number(to.protocol()) && (ports.isEmpty() || ports.get(to.number()))))
                && set.contains(from);
    }

    private static int number(Protocol protocol) {
        return protocol == Protocol.TCP ? TCP : UDP;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s|%s|%s|dir %d|action %d|protocol %d|%s|%s|profiles %x|%s%s|%d%s",
                name,
                group,
                enabled ? "on" : "off",
                direction,
                action,
                protocol,
                ports,
                remoteAddresses,
                profiles,
                application,
                interfaces,
                secureFlags,
                owner);
    }
}
