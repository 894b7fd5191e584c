package io.originwall.linux.iptables;

/** The contract with iptables-legacy. */
class IptablesLegacyContractTest extends IptablesContract {
    IptablesLegacyContractTest() {
        super(Variant.LEGACY);
    }
}
