package io.originwall.linux.iptables;

import io.originwall.api.TargetException;

class IptablesLegacyDriftTest extends IptablesDrift {
    IptablesLegacyDriftTest() throws TargetException {
        super(Variant.LEGACY);
    }
}
