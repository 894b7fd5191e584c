package io.originwall.linux.cases;

import io.originwall.api.AuditableContract;
import io.originwall.api.BootFile;
import io.originwall.api.BootPersistentContract;
import io.originwall.api.ProbeableContract;
import io.originwall.api.RestorableContract;
import io.originwall.api.Target;
import io.originwall.api.TargetContract;
import io.originwall.api.TargetException;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.Peer;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract on the real kernel, in a namespace of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContractCases extends TargetContract
        implements AuditableContract, ProbeableContract, RestorableContract, BootPersistentContract {
    protected final NetLab lab = NetLab.open();
    private final LabPlace place;

    protected ContractCases(Function<NetLab, ? extends LabPlace> place) {
        this.place = place.apply(lab);
    }

    @BeforeAll
    void startServers() {
        for (String port : List.of("22/tcp", "80/tcp", "443/tcp", "443/udp")) {
            lab.origin().serve(Port.parse(port));
        }
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @Override
    protected Target createTarget() throws TargetException {
        place.clear();
        return place.target();
    }

    @Override
    public String wholePlace() {
        return place.whole();
    }

    @Override
    public void forgetAll() {
        place.clear();
    }

    @Override
    public void boot(BootFile file) {
        lab.boot(file.name(), file.content());
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        return lab.call(from, to) == Peer.Reply.CONNECTED;
    }
}
