package io.originwall.windows;

import io.originwall.api.Target;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.stream.Collectors;

/** The contract against the stateful fake, through the same JSON as the real firewall. */
class WindowsContractTest extends WindowsContract {
    private final FakeFirewall firewall = new FakeFirewall();

    @Override
    protected Target createTarget() {
        return new WindowsFirewallTarget("win", new WindowsFirewallProvider().defaults(), firewall, firewall);
    }

    @Override
    protected void plantForeign() {
        // What an installer leaves behind, and what our rules have to close all the same.
        FakeRule anything = new FakeRule();
        anything.putName("Службы Интернета (входящий трафик)");
        anything.enabled = true;
        firewall.rules.add(anything);
        firewall.rules.add(FakeRule.allow("IIS", "@FirewallAPI.dll,-38522", "80,443"));
        firewall.rules.add(FakeRule.block("their block", "", "9999", "9.9.9.0/24,LocalSubnet"));
        firewall.rules.add(FakeRule.block("Originwall block tcp 1 [00000000]", "originwall", "8080", "*"));
        FakeRule out = FakeRule.block("Originwall", "", "443", "103.21.244.0/22");
        out.direction = 2;
        firewall.rules.add(out);
    }

    @Override
    public String wholePlace() {
        return firewall.text();
    }

    @Override
    public String foreignThings() {
        return firewall.rules.stream()
                .filter(rule -> !rule.group.equals("Originwall"))
                .map(FakeRule::toString)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void drift() {
        firewall.ours("Originwall block tcp").action = 1;
    }

    @Override
    protected Target withFailingWrites() {
        firewall.refuse(2, 1);
        return createTarget();
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        return firewall.judge(from, to);
    }
}
