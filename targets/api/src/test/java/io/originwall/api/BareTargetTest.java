package io.originwall.api;

import static io.originwall.api.ContractGuards.blocks;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.ports;

import io.originwall.net.Address;
import io.originwall.net.Port;

/** Three methods make a target that keeps to the contract. */
class BareTargetTest extends TargetContract {
    private final InMemoryTarget place = new InMemoryTarget("bare");

    @Override
    protected Target createTarget() {
        return BareProvider.of(place);
    }

    @Override
    protected void plantForeign() {
        // There is no room for anybody else.
    }

    @Override
    public String wholePlace() throws TargetException {
        return place.enforced().guard().toString();
    }

    @Override
    public String foreignThings() {
        return "";
    }

    @Override
    public void drift() {
        place.driftTo(guard(ports("80/tcp"), blocks("0.0.0.0/0", "::/0")));
    }

    @Override
    protected Target withFailingWrites() {
        place.failApplies("memory: full");
        return target();
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        return place.receive(from, to);
    }
}
