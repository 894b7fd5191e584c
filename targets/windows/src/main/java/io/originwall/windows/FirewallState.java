package io.originwall.windows;

import io.originwall.json.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the firewall said of itself.
 *
 * @param profiles domain, private and public
 * @param currentProfiles a bit for each profile that a network of this host is in now
 * @param localRulesIgnored whether group policy has the firewall pass over every rule that is not its own
 * @param rules those that were asked for: of our group, or all
 * @param names of the rules that were not asked for
 */
record FirewallState(
        List<Profile> profiles, int currentProfiles, boolean localRulesIgnored, List<Rule> rules, List<String> names) {
    /** NET_FW_MODIFY_STATE_GP_OVERRIDE: changes "will not take effect since the profile is controlled by group policy". */
    private static final int GROUP_POLICY_OVERRIDES = 1;

    /**
     * One network profile.
     *
     * @param id its bit: 1, 2 or 4
     * @param enabled is the firewall on?
     * @param letsInByDefault does a packet that meets no rule get in?
     * @param blocksAll are all packets blocked that come in uncalled for, whatever the rules say?
     * @param excluded interfaces that the firewall leaves alone
     */
    record Profile(int id, boolean enabled, boolean letsInByDefault, boolean blocksAll, List<String> excluded) {
        String label() {
            return switch (id) {
                case 1 -> "domain";
                case 2 -> "private";
                case 4 -> "public";
                default -> String.format(Locale.ROOT, "0x%x", id);
            };
        }
    }

    static FirewallState read(Fields answer) throws IOException {
        List<Profile> profiles = new ArrayList<>();
        for (Fields profile : answer.objects("profiles")) {
            profiles.add(new Profile(
                    profile.number("id"),
                    profile.truth("enabled"),
                    profile.number("inbound") == Rule.ALLOW,
                    profile.truth("blockAll"),
                    profile.texts("excluded")));
        }
        List<Rule> rules = new ArrayList<>();
        for (Fields rule : answer.objects("rules")) {
            rules.add(Rule.read(rule));
        }
        return new FirewallState(
                List.copyOf(profiles),
                answer.number("currentProfiles"),
                answer.number("modifyState") == GROUP_POLICY_OVERRIDES,
                List.copyOf(rules),
                answer.texts("names"));
    }

    /** Those that a network of this host is in now. */
    List<Profile> current() {
        return profiles.stream()
                .filter(profile -> (currentProfiles & profile.id()) != 0)
                .toList();
    }
}
