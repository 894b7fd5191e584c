package io.originwall.linux.iptables;

import io.originwall.api.TargetException;

class IptablesNftDriftTest extends IptablesDrift {
    IptablesNftDriftTest() throws TargetException {
        super(Variant.NFT);
    }
}
