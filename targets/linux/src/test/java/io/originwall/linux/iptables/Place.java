package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Cidr;
import java.util.List;

/** An origin of the lab as a place of one variant of iptables. */
record Place(NetLab lab, Variant variant) implements LabPlace {
    @Override
    public IptablesTarget target(CommandRunner runner, List<Cidr> destinations, List<String> bridges)
            throws TargetException {
        VariantChoice choice = variant == Variant.NFT ? VariantChoice.IPTABLES_NFT : VariantChoice.IPTABLES_LEGACY;
        return new IptablesTarget("host", new IptablesSettings(choice, destinations, bridges), runner);
    }

    @Override
    public void clear() {
        for (String tables : List.of("iptables", "ip6tables")) {
            for (String table : List.of("mangle", "nat", "filter")) {
                for (String infix : List.of("-nft", "-legacy")) {
                    lab.run(tables + infix, "-t", table, "-F");
                    lab.run(tables + infix, "-t", table, "-X");
                }
            }
        }
        lab.run("nft", "flush", "ruleset");
        lab.run("ipset", "destroy");
    }

    @Override
    public String iptables() {
        return variant.toString();
    }

    @Override
    public String exemption(String device) {
        return "-i " + device + " -j RETURN";
    }

    String infix() {
        return variant == Variant.NFT ? "-nft" : "-legacy";
    }

    /** Without tables that nobody uses, and without what the kernel chooses by itself. */
    @Override
    public String whole() {
        StringBuilder all = new StringBuilder();
        for (String tables : List.of("iptables", "ip6tables")) {
            for (String infix : List.of("-nft", "-legacy")) {
                all.append(rules(tables + infix + "-save"));
            }
        }
        return all + sets();
    }

    String rules(String save) {
        return lab.run(save)
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\[\\d+:\\d+]", "[0:0]")
                .replaceAll("(?m)^\\*\\w+\n(:\\S+ ACCEPT \\[0:0]\n)+COMMIT\n", "");
    }

    String sets() {
        return lab.run("ipset", "-sorted", "save").replaceAll(" (hashsize|bucketsize|initval) \\S+", "");
    }
}
