package io.originwall.host.iptables;

import io.originwall.api.TargetException;
import io.originwall.host.cases.TrafficCases;

class IptablesNftTrafficTest extends TrafficCases {
    IptablesNftTrafficTest() throws TargetException {
        super(lab -> new Place(lab, Variant.NFT));
    }
}
