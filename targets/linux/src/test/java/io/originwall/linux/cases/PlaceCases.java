package io.originwall.linux.cases;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Cases that share one lab, in which each begins with an empty place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PlaceCases {
    protected final NetLab lab = NetLab.open();
    protected final LabPlace place;

    protected PlaceCases(Function<NetLab, ? extends LabPlace> place) {
        this.place = place.apply(lab);
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    protected static Guard guard(String... ports) {
        return new Guard(
                Stream.of(ports).map(PortRange::parse).toList(),
                AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32"))),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** The same guard that does otherwise. */
    protected static Guard with(Guard guard, Mode mode, DenyWith denyWith) {
        return new Guard(guard.ports(), guard.allow(), mode, denyWith);
    }
}
