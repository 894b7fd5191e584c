package io.originwall.host.iptables;

/** The contract with iptables-nft. */
class IptablesNftContractTest extends IptablesContract {
    IptablesNftContractTest() {
        super(Variant.NFT);
    }
}
