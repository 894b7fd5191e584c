package io.originwall.host.iptables;

import io.originwall.api.TargetException;

class IptablesLegacyAuditTest extends IptablesAudit {
    IptablesLegacyAuditTest() throws TargetException {
        super(Variant.LEGACY);
    }
}
