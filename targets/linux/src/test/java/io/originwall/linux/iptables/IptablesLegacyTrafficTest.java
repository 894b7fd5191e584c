package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.linux.cases.TrafficCases;

class IptablesLegacyTrafficTest extends TrafficCases {
    IptablesLegacyTrafficTest() throws TargetException {
        super(lab -> new Place(lab, Variant.LEGACY));
    }
}
