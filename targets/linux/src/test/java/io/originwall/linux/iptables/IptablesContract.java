package io.originwall.linux.iptables;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.cases.ContractCases;
import io.originwall.linux.lab.Faulty;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The contract on the real kernel, in a namespace of its own, with one variant of iptables. */
abstract class IptablesContract extends ContractCases {
    private final Place place;

    IptablesContract(Variant variant) {
        super(lab -> new Place(lab, variant));
        place = new Place(lab, variant);
    }

    @Override
    protected void plantForeign() {
        lab.run("ipset", "create", "originwall", "hash:net");
        lab.run("ipset", "add", "originwall", "9.9.9.0/24");
        lab.run("ipset", "create", "originwall-allow4-theirs", "hash:ip");
        for (String tables : List.of("iptables", "ip6tables")) {
            String iptables = tables + place.infix();
            lab.run(iptables, "-t", "mangle", "-N", "ORIGINWALL-THEIRS");
            lab.run(iptables, "-t", "mangle", "-A", "ORIGINWALL-THEIRS", "-p", "tcp", "--dport", "9999", "-j", "DROP");
            lab.run(iptables, "-t", "mangle", "-A", "PREROUTING", "-j", "ORIGINWALL-THEIRS");
            lab.run(iptables, "-t", "mangle", "-A", "FORWARD", "-j", "ACCEPT");
            lab.run(iptables, "-N", "ORIGINWALL");
            lab.run(iptables, "-A", "INPUT", "-j", "ORIGINWALL");
            lab.run(iptables, "-A", "OUTPUT", "-o", "lo", "-m", "mark", "--mark", "0x6f72776c", "-j", "ACCEPT");
        }
    }

    @Override
    public String foreignThings() {
        StringBuilder foreign = new StringBuilder();
        for (String tables : List.of("iptables", "ip6tables")) {
            place.rules(tables + place.infix() + "-save")
                    .lines()
                    .filter(line -> !line.matches(":ORIGINWALL(-CHECK|-DENIED)? .*|-A ORIGINWALL(-CHECK|-DENIED)? .*"
                            + "|-A PREROUTING .* -j ORIGINWALL|-A OUTPUT .* --comment originwall -j REJECT .*"))
                    .forEach(line -> foreign.append(line).append('\n'));
            foreign.append(lab.run(tables + place.infix(), "-S")
                    .replaceAll("(?m)^.* --comment originwall -j REJECT .*\n", ""));
        }
        place.sets()
                .lines()
                .filter(line -> line.matches("(create|add) originwall(-allow4-theirs)? .*"))
                .forEach(line -> foreign.append(line).append('\n'));
        return foreign.toString();
    }

    @Override
    public void drift() {
        lab.run("iptables" + place.infix(), "-t", "mangle", "-F", "ORIGINWALL-DENIED");
    }

    /** The next write is refused, and no other. */
    @Override
    protected Target withFailingWrites() throws TargetException {
        AtomicBoolean refused = new AtomicBoolean();
        return place.target(new Faulty(
                lab.runner(), command -> command.argv().contains("restore") && refused.compareAndSet(false, true)));
    }
}
