package io.originwall.linux.nftables;

import io.originwall.api.TargetException;
import io.originwall.linux.cases.SnapshotCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NftablesSnapshotTest extends SnapshotCases {
    NftablesSnapshotTest() throws TargetException {
        super(NftablesPlace::new);
    }

    @Override
    protected void meddle(String deed) {
        lab.nft(deed + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush set inet originwall allow4_1; flush set inet originwall allow6_1",
                "flush chain inet originwall check",
                "insert rule inet originwall prerouting accept",
                "add chain inet originwall theirs",
                "flush set inet originwall exempt_if_1",
                "add table inet originwall { flags dormant; }",
                "add table inet originwall_swap; delete table inet originwall"
            })
    void whatSomebodyElseMadeOfItIsNotRemembered(String deed) {
        isNotRemembered(deed, "table inet originwall was");
    }
}
