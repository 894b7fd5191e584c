package io.originwall.windows;

import io.originwall.api.Setting;

/** What the config may say about a target of type {@code windows-firewall}. */
public record WindowsFirewallSettings(
        @Setting(
                "Leave the hosts of this machine's own subnets out of the guard: they are not blocked, and other rules decide whether they get in.")
        boolean localSubnet) {}
