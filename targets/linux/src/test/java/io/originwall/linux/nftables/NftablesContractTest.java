package io.originwall.linux.nftables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.WatchableContract;
import io.originwall.linux.cases.ContractCases;
import io.originwall.linux.lab.Faulty;
import java.util.List;

/** The contract on the real kernel, in a namespace of its own. */
class NftablesContractTest extends ContractCases implements WatchableContract {
    private static final List<String> FOREIGN =
            List.of("inet filter", "ip originwall", "inet originwall_of_somebody_else", "ip6 mangle");

    NftablesContractTest() {
        super(NftablesPlace::new);
    }

    @Override
    protected void plantForeign() {
        for (String table : FOREIGN) {
            lab.nft("""
                    table %s {
                        counter denied4 {}
                        set allow4 { type ipv4_addr; flags interval; elements = { 9.9.9.0/24 } }
                        chain check { type filter hook input priority 0; policy accept; tcp dport 9999 drop comment "theirs"; }
                    }
                    """.formatted(table));
        }
    }

    @Override
    public String foreignThings() {
        StringBuilder all = new StringBuilder();
        FOREIGN.forEach(table -> all.append(lab.run("nft", "-s", "list table " + table)));
        return all.toString();
    }

    @Override
    public void drift() {
        lab.run("nft", "flush chain inet originwall check");
    }

    @Override
    protected Target withFailingWrites() throws TargetException {
        return new NftablesPlace(lab)
                .target(new Faulty(
                        lab.runner(),
                        // Last, so that what comes before it in the transaction has to be rolled back.
                        script -> script + "add rule inet nowhere x drop\n",
                        command -> command.argv().contains("-f")));
    }
}
