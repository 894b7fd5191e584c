package io.originwall.windows;

import io.originwall.json.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule as the firewall's COM object {@code INetFwRule3} tells it. Texts are as they were read, which may be another notation than they
 * were written in.
 *
 * @param name what it is called; others may be called the same
 * @param group what a rule of ours bears as its mark
 * @param direction {@link #IN} or outbound
 * @param action {@link #BLOCK} or {@link #ALLOW}
 * @param protocol the number of the IP protocol, or {@link #ANY_PROTOCOL}
 * @param localPorts see {@link Ports}
 * @param remoteAddresses see {@link AddressList}
 * @param profiles a bit for each network profile it is in force for
 * @param conditions what else a packet has to meet
 */
record Rule(
        String name,
        String group,
        String description,
        boolean enabled,
        int direction,
        int action,
        int protocol,
        String localPorts,
        String remoteAddresses,
        int profiles,
        Conditions conditions) {
    /** NET_FW_RULE_DIR_IN. */
    static final int IN = 1;

    /** NET_FW_ACTION_BLOCK. */
    static final int BLOCK = 0;

    /** NET_FW_ACTION_ALLOW. */
    static final int ALLOW = 1;

    /** NET_FW_IP_PROTOCOL_ANY. */
    static final int ANY_PROTOCOL = 256;

    /** NET_FW_PROFILE2_ALL. */
    static final int ALL_PROFILES = Integer.MAX_VALUE;

    /** Domain, private and public: all there are. */
    private static final int EACH_PROFILE = 7;

    /** What a rule may ask for beside ports and remote addresses. Empty texts and {@code *} ask for nothing. */
    record Conditions(
            String remotePorts,
            String localAddresses,
            String application,
            String service,
            String appPackage,
            List<String> interfaces,
            String interfaceTypes,
            int edgeTraversal,
            int secureFlags,
            String localOwner,
            String localUsers,
            String remoteUsers,
            String remoteMachines) {
        static final Conditions NONE = new Conditions("*", "*", "", "", "", List.of(), "All", 0, 0, "", "", "", "");

        boolean isNone() {
            return isAny(remotePorts)
                    && isAny(localAddresses)
                    && isAny(application)
                    && isAny(service)
                    && appPackage.isEmpty()
                    && interfaces.isEmpty()
                    && (isAny(interfaceTypes) || interfaceTypes.equalsIgnoreCase("All"))
                    && secureFlags == 0
                    && localOwner.isEmpty()
                    && localUsers.isEmpty()
                    && remoteUsers.isEmpty()
                    && remoteMachines.isEmpty();
        }

        private static boolean isAny(String text) {
            return text.isEmpty() || text.equals("*");
        }
    }

    boolean isInEachProfile() {
        return (profiles & EACH_PROFILE) == EACH_PROFILE;
    }

    boolean isIn(String theGroup) {
        return group.equals(theGroup);
    }

    /** Names are compared as the firewall does, without regard to case. */
    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    static Rule read(Fields fields) throws IOException {
        return new Rule(
                fields.text("name"),
                fields.text("group"),
                fields.text("description"),
                fields.truth("enabled"),
                fields.number("direction"),
                fields.number("action"),
                fields.number("protocol"),
                fields.text("localPorts"),
                fields.text("remoteAddresses"),
                fields.number("profiles"),
                new Conditions(
                        fields.text("remotePorts"),
                        fields.text("localAddresses"),
                        fields.text("application"),
                        fields.text("service"),
                        fields.text("package"),
                        fields.texts("interfaces"),
                        fields.text("interfaceTypes"),
                        fields.number("edgeTraversal"),
                        fields.number("secureFlags"),
                        fields.text("localOwner"),
                        fields.text("localUsers"),
                        fields.text("remoteUsers"),
                        fields.text("remoteMachines")));
    }

    /** The fields that the script sets in a new rule; it has no way to set conditions. */
    Map<String, Object> written() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("group", group);
        fields.put("description", description);
        fields.put("protocol", protocol);
        fields.put("localPorts", localPorts);
        fields.put("remoteAddresses", remoteAddresses);
        fields.put("direction", direction);
        fields.put("action", action);
        fields.put("profiles", profiles);
        fields.put("enabled", enabled);
        return fields;
    }
}
