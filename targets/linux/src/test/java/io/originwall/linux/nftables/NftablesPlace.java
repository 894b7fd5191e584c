package io.originwall.linux.nftables;

import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Cidr;
import java.util.List;

/** An origin of the lab as a place of nftables. */
record NftablesPlace(NetLab lab) implements LabPlace {
    @Override
    public NftablesTarget target(CommandRunner runner, List<Cidr> destinations, List<String> bridges)
            throws TargetException {
        return new NftablesTarget("host", new NftablesSettings(destinations, bridges), runner);
    }

    @Override
    public void clear() {
        lab.run("nft", "flush", "ruleset");
    }

    @Override
    public String whole() {
        return PlainNames.ruleset(lab);
    }

    @Override
    public String iptables() {
        return "iptables-nft";
    }

    @Override
    public String exemption(String device) {
        return '"' + device + '"';
    }
}
