package io.originwall.host.iptables;

import io.originwall.api.TargetException;

class IptablesLegacyTrafficTest extends IptablesTraffic {
    IptablesLegacyTrafficTest() throws TargetException {
        super(Variant.LEGACY);
    }
}
