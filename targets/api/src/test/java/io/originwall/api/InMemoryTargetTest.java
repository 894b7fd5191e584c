package io.originwall.api;

import static io.originwall.api.ContractGuards.blocks;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.ports;

import io.originwall.net.Address;
import io.originwall.net.Port;

class InMemoryTargetTest extends TargetContract
        implements WatchableContract, AuditableContract, ProbeableContract, RestorableContract, BootPersistentContract {
    private final InMemoryTarget target = new InMemoryTarget("memory");

    @Override
    protected Target createTarget() {
        return target;
    }

    @Override
    protected void plantForeign() {
        // There is no room for anybody else.
    }

    @Override
    public String wholePlace() throws TargetException {
        return target.enforced().guard().toString();
    }

    @Override
    public String foreignThings() {
        return "";
    }

    @Override
    public void drift() {
        target.driftTo(guard(ports("80/tcp"), blocks("0.0.0.0/0", "::/0")));
    }

    @Override
    public void forgetAll() {
        target.driftTo(Guard.none());
    }

    @Override
    public void boot(BootFile file) {
        target.boot(file.content().orElseThrow());
    }

    @Override
    protected Target withFailingWrites() {
        target.failApplies("memory: full");
        return target;
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        return target.receive(from, to);
    }
}
