package io.originwall.host.iptables;

import io.originwall.api.TargetException;

class IptablesNftTrafficTest extends IptablesTraffic {
    IptablesNftTrafficTest() throws TargetException {
        super(Variant.NFT);
    }
}
