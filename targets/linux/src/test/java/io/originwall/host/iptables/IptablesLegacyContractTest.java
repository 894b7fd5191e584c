package io.originwall.host.iptables;

/** The contract with iptables-legacy. */
class IptablesLegacyContractTest extends IptablesContract {
    IptablesLegacyContractTest() {
        super(Variant.LEGACY);
    }
}
