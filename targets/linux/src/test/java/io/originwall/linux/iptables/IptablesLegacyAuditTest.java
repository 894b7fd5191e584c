package io.originwall.linux.iptables;

import io.originwall.api.TargetException;

class IptablesLegacyAuditTest extends IptablesAudit {
    IptablesLegacyAuditTest() throws TargetException {
        super(Variant.LEGACY);
    }
}
