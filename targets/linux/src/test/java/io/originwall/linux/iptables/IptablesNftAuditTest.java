package io.originwall.linux.iptables;

import io.originwall.api.TargetException;

class IptablesNftAuditTest extends IptablesAudit {
    IptablesNftAuditTest() throws TargetException {
        super(Variant.NFT);
    }
}
