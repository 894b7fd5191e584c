package io.originwall.linux.nftables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.Listing;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** nft, with our target and by itself. */
public final class NftablesBackend implements Backend {
    @Override
    public String type() {
        return "nftables";
    }

    @Override
    public String tool() {
        return "nft -f";
    }

    @Override
    public int most() {
        return 250_000;
    }

    @Override
    public Target target(CommandRunner runner) throws TargetException {
        return new NftablesTarget("bench", new NftablesProvider().defaults(), runner);
    }

    @Override
    public String script(List<Cidr> blocks) {
        return """
                add table inet bare
                add set inet bare allow4 { type ipv4_addr; flags interval; }
                add element inet bare allow4 { %s }
                """.formatted(blocks.stream().map(Cidr::toString).collect(Collectors.joining(",")));
    }

    @Override
    public List<String> load(Path script) {
        return List.of("nft", "-f", script.toString());
    }

    @Override
    public List<String> clear() {
        return List.of("nft", "flush", "ruleset");
    }

    @Override
    public List<String> listBare() {
        return List.of("nft", "-nn", "list", "set", "inet", "bare", "allow4");
    }

    @Override
    public List<String> listOurs() {
        return List.of("nft", "-nn", "list", "set", "inet", TableShape.TABLE, new Generation(1).nameOf("allow4"));
    }

    @Override
    public AddressSet read(String listing) {
        return Listing.ofNft(listing);
    }
}
