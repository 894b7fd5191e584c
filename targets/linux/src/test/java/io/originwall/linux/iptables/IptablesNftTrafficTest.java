package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.linux.cases.TrafficCases;

class IptablesNftTrafficTest extends TrafficCases {
    IptablesNftTrafficTest() throws TargetException {
        super(lab -> new Place(lab, Variant.NFT));
    }
}
