package io.originwall.linux.iptables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.Listing;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Path;
import java.util.List;

/** ipset, with our target and by itself. */
public final class IptablesBackend implements Backend {
    @Override
    public String type() {
        return "iptables";
    }

    @Override
    public String tool() {
        return "ipset restore";
    }

    @Override
    public int most() {
        return IpSet.MAX_ELEMENTS / 2;
    }

    @Override
    public Target target(CommandRunner runner) throws TargetException {
        return new IptablesTarget("bench", new IptablesProvider().defaults(), runner);
    }

    /** With as many buckets as ours has: the set need not grow while it is filled. */
    @Override
    public String script(List<Cidr> blocks) {
        StringBuilder script = new StringBuilder("create bare hash:net family inet hashsize "
                + SetScript.buckets(blocks.size()) + " maxelem " + IpSet.MAX_ELEMENTS + "\n");
        blocks.forEach(block -> script.append("add bare ").append(block).append('\n'));
        return script.toString();
    }

    @Override
    public List<String> load(Path script) {
        return List.of("ipset", "restore", "-file", script.toString());
    }

    @Override
    public List<String> clear() {
        return List.of("ipset", "destroy");
    }

    @Override
    public List<String> listBare() {
        return List.of("ipset", "save", "bare");
    }

    @Override
    public List<String> listOurs() {
        return List.of("ipset", "save", IpSet.ALLOW4.label());
    }

    @Override
    public AddressSet read(String listing) {
        return Listing.ofIpset(listing);
    }
}
