package io.originwall.host.iptables;

import io.originwall.api.TargetException;
import io.originwall.host.cases.TrafficCases;

class IptablesLegacyTrafficTest extends TrafficCases {
    IptablesLegacyTrafficTest() throws TargetException {
        super(lab -> new Place(lab, Variant.LEGACY));
    }
}
