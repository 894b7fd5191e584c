package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.linux.cases.SnapshotCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IptablesSnapshotTest extends SnapshotCases {
    IptablesSnapshotTest() throws TargetException {
        super(lab -> new Place(lab, Variant.NFT));
    }

    @Override
    protected void meddle(String deed) {
        for (String command : deed.split("; ", -1)) {
            lab.run(command.replaceAll("(ip6?tables) ", "$1-nft -t mangle ").split(" ", -1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipset flush originwall-allow4; ipset flush originwall-allow6",
                "iptables -F ORIGINWALL-DENIED",
                "ip6tables -I PREROUTING -j ACCEPT",
                "ipset add originwall-allow4 103.21.244.0/24 nomatch"
            })
    void whatSomebodyElseMadeOfItIsNotRemembered(String deed) {
        isNotRemembered(deed, "chain ORIGINWALL or its ipsets were");
    }
}
