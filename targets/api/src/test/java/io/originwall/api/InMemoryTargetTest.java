package io.originwall.api;

import io.originwall.net.Address;
import io.originwall.net.Port;

class InMemoryTargetTest extends TargetContract {
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
    protected String wholePlace() throws TargetException {
        return target.enforced().guard().toString();
    }

    @Override
    protected String foreignThings() {
        return "";
    }

    @Override
    protected void drift() {
        target.driftTo(guard(ports("80/tcp"), blocks("0.0.0.0/0", "::/0")));
    }

    @Override
    protected void forgetAll() {
        target.driftTo(Guard.none());
    }

    @Override
    protected void boot(BootFile file) {
        target.boot(file.content().orElseThrow());
    }

    @Override
    protected Target withFailingWrites() {
        target.failApplies("memory: full");
        return target;
    }

    @Override
    protected boolean letsIn(Address from, Port to) {
        return target.receive(from, to);
    }
}
