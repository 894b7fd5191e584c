package io.originwall.linux.iptables;

import io.originwall.api.WatchableContract;

/** The contract with iptables-nft, of whose tables the kernel tells. */
class IptablesNftContractTest extends IptablesContract implements WatchableContract {
    IptablesNftContractTest() {
        super(Variant.NFT);
    }
}
